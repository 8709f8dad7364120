using Imaginator.Operations.Tests.Packaging;
using Imaginator.SystemTests.Site;

[assembly: AssemblyFixture(typeof(CleanRoot))]

namespace Imaginator.Operations.Tests.Packaging;

/// <summary>
/// Our Debian package, and a minimal Debian (built by our own tool) that machines of their own start from. Made when the first
/// test asks, for all of them.
/// </summary>
public sealed class CleanRoot : IDisposable
{
    // The script asks git for the time of the last commit, and the clone may belong to another user than root.
    private static readonly string[] _trust =
        ["GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", $"GIT_CONFIG_VALUE_0={RepositoryFiles.Root}"];

    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<Task<(string Root, string Package)>> _made;

    /// <summary>Creates the fixture.</summary>
    public CleanRoot() => _made = new(MakeAsync);

    /// <summary>The Debian package.</summary>
    public async Task<string> PackageAsync() => (await _made.Value).Package;

    /// <summary>Runs a shell script in a machine of its own, in which the package is /package.deb.</summary>
    /// <param name="script">The script; it should begin with <c>set -e</c>.</param>
    /// <param name="systemd">Whether systemd is the first process, and the script one of its services.</param>
    /// <returns>What it printed. With systemd, the script prints its own success: there is no exit status.</returns>
    internal async Task<string> RunAsync(string script, bool systemd = false)
    {
        var (root, package) = await _made.Value;
        var path = _directory.PathOf(Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(path, script, TestContext.Current.CancellationToken);
        var result = await RunningProgram.RunAsync(
            Script("machine.sh"), systemd ? [root, package, path, "--systemd"] : [root, package, path]);
        Assert.True(systemd || result.ExitCode == 0, $"exit status {result.ExitCode}:\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private static string Script(string name) =>
        RepositoryFiles.PathOf("tests", "Imaginator.Operations.Tests", "Packaging", name);

    private async Task<(string Root, string Package)> MakeAsync()
    {
        var package = (await RunningProgram.RunAsync("env", [.. _trust, RepositoryFiles.PathOf("packaging", "build-deb.sh")])).ShouldSucceed().Result;
        var root = _directory.PathOf("root");
        (await RunningProgram.RunAsync(Script("clean-root.sh"), [root])).ShouldSucceed();
        return (root, package);
    }
}
