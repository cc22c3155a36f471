BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'An answer to a create request that is cut off' {
    BeforeAll {
        $cut = @{ Kind = 'TruncatedAnswer'; On = 'Create'; Count = 1 }
        Start-SoraEmulator -Use -GenerationTime 0 -Fault $cut | Out-Null
        $line = @{ Provider = 'OpenAI'; Batch = 'cut'; Name = 'boat'; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
        $videos = 'A boat' | New-SoraVideo @line | Wait-SoraTask | Save-SoraVideo -Path $TestDrive
    }

    AfterAll {
        Stop-SoraEmulator
    }

    It 'is an error that names the task' {
        $failed.FullyQualifiedErrorId | Should -BeLike 'SubmissionUnknown,*'
        $failed.Exception.TaskId | Should -BeLike 'video_*'
        "$failed" | Should -BeLike "*$($failed.Exception.TaskId)*"
    }

    It 'loses no video' {
        $videos | Should -HaveCount 1
        $videos.Task.Id | Should -Be $failed.Exception.TaskId
        $videos.FullName | Should -Exist
    }

    It 'is not paid for again' {
        $again = 'A boat' | New-SoraVideo -Provider OpenAI -Batch cut -Name boat
        $again.Id | Should -Be $videos.Task.Id
        Get-SoraTask -Batch cut | Should -HaveCount 1
    }
}
