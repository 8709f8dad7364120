using System.Diagnostics;
using System.Text;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary><c>-shellOnFailure</c> on a real terminal, which script(1) makes.</summary>
public sealed class FailureShellTests
{
    [Theory]
    [InlineData("scripts/20-bad", "#!/bin/sh\ntouch /half-done\nexit 3\n", "/.scripts/20-bad exited with status 3")]
    [InlineData("tests/bad", "#!/bin/sh\nexit 3\n", "/tests/failing/bad exited with status 3")]
    [InlineData("post-install-files/etc/passwd/x", "", "post-install-files")]
    public async Task Shell_OpensWhereTheBuildFailed(string path, string contents, string failure)
    {
        using var site = new BuildSite();
        (await site.BuildAsync("base")).ShouldSucceed();
        site.Stream("failing", "base", ("scripts/10-good", "#!/bin/sh\necho $IMAGE_STREAM >/good\n"),
            ("pre-install-scripts/steer", "#!/bin/sh\nprintf '\\033]0;taken\\007 over\\n'\n"), (path, contents));
        var command = $"{Distribution.BuilderTool} build-from-manifest -shellOnFailure -stateDir={site.StateDirectory} "
            + $"{site.ManifestDirectory("failing")} failing";
        using var terminal = Process.Start(new ProcessStartInfo("script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var shown = new StringBuilder();
        await ReadUntilAsync(terminal, shown, "This shell runs in the sandbox");
        Assert.Contains(failure, shown.ToString(), StringComparison.Ordinal);

        // What a build prints does not steer the terminal; what the shell prints is the person's own business.
        Assert.Contains("\n over\r\n", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("taken", shown.ToString(), StringComparison.Ordinal);
        await ReadUntilAsync(terminal, shown, "# ");

        // The arithmetic tells what the shell prints from what was typed.
        await terminal.StandardInput.WriteAsync("tty; ls -d /.scripts/* /half-done /good; echo here $((6 * 7)); ps; exit\n");
        await terminal.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await ReadUntilAsync(terminal, shown, "here 42");
        Assert.Contains("/dev/pts/0\r\n", shown.ToString(), StringComparison.Ordinal);
        if (path.StartsWith("scripts", StringComparison.Ordinal))
        {
            Assert.Contains("/.scripts/20-bad", shown.ToString(), StringComparison.Ordinal);
            Assert.Contains("/half-done", shown.ToString(), StringComparison.Ordinal);
        }

        shown.Append(await terminal.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await terminal.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, terminal.ExitCode);
        Assert.Contains($"builder-tool: failing: ", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("builder-tool build-from-manifest -shellOnFailure", shown.ToString(), StringComparison.Ordinal);
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task WithoutTerminal_IsUsageError()
    {
        using var site = new BuildSite();
        site.Stream("s", "base");
        (await site.ToolAsync("build-from-manifest", "-shellOnFailure", site.ManifestDirectory("s"), "s")).ShouldFail(2, "terminal");
    }

    private static async Task ReadUntilAsync(Process terminal, StringBuilder shown, string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        var buffer = new char[1024];
        while (!shown.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await terminal.StandardOutput.ReadAsync(buffer, limit.Token);
            Assert.True(count > 0, $"ended without \"{text}\": {shown}");
            shown.Append(buffer, 0, count);
        }
    }
}
