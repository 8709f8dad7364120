using System.Diagnostics;

namespace Imaginator.Plugins.GitSource.Tests;

/// <summary>The tests do not depend on the settings of the user who runs them.</summary>
public sealed class HostileSettingsTests
{
    private const string Settings = """
        [safe]
            directory = *
        [commit]
            gpgSign = true
        [core]
            autocrlf = true
            hooksPath = /nonexistent
        [init]
            templateDir = /nonexistent
        [protocol "file"]
            allow = never
        [url "file:///nonexistent/"]
            insteadOf = file:///
        """;

    [Theory]
    [InlineData("HOME", ".gitconfig")]
    [InlineData("XDG_CONFIG_HOME", "git/config")]
    [InlineData("GIT_CONFIG_GLOBAL", "")]
    public async Task Tests_PassWhateverTheUsersSettingsAre(string variable, string file)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write(Path.Combine("hostile", file), Settings);
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            ["-noColor", "-noLogo", "-method", "*.DaemonAndFileTests.*"])
        {
            RedirectStandardOutput = true,
            Environment = { [variable] = directory.PathOf("hostile"), ["GIT_DIR"] = "/nonexistent" },
        };
        Assert.True(File.Exists(path));

        using var tests = Process.Start(start)!;
        var output = await tests.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tests.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(tests.ExitCode == 0, output);
    }
}
