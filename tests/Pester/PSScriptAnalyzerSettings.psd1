@{
    ExcludeRules = @(
        # BeforeAll sets what It reads: Pester runs both in one scope, which the rule does not see.
        'PSUseDeclaredVarsMoreThanAssignments'

        # The keys of tests open nothing.
        'PSAvoidUsingConvertToSecureStringWithPlainText'

        # Only PowerShell 7 reads these files, and it needs no mark to know UTF-8.
        'PSUseBOMForUnicodeEncodedFile'

        # The helpers of a test file ask nobody.
        'PSUseShouldProcessForStateChangingFunctions'

        # The keys of tests open nothing.
        'PSAvoidUsingConvertToSecureStringWithPlainText'

        # It takes the parameters of a job's script block for variables from outside.
        'PSUseUsingScopeModifierInNewRunspaces'
    )
}
