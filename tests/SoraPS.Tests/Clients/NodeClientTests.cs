using System.Diagnostics;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Clients;

/// <summary>OpenAI's own client for Node, unmodified, against the emulator.</summary>
public sealed class NodeClientTests
{
    private static readonly string s_script = Path.Combine(Repository.Root, "tests", "Node", "openai.mjs");

    [NodeFact]
    public async Task Every_call_about_videos_is_answered_as_it_expects()
    {
        await using VideoEmulator emulator = VideoEmulator.Start(new EmulatorOptions { GenerationTime = TimeSpan.Zero });
        string[] arguments = [s_script, NodeTools.Modules, emulator.BaseUri("OpenAI").AbsoluteUri, emulator.Options.ApiKey];
        using Process node = Process.Start(new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> calls = node.StandardOutput.ReadToEndAsync();
        string problem = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, problem);
        Assert.Equal(11, (await calls).Count(letter => letter == '\n'));
    }
}
