using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Remotes;

public sealed class DaemonAndFileTests(GitServers servers) : GitTest(servers)
{
    [Fact]
    public async Task Explains_RepositoryThatTheDaemonHasNot() =>
        Assert.Contains("not exported", await FailAsync(
            ManifestFetchError.Unreachable, $"git://127.0.0.1:{Servers.DaemonPort}/nothing.git"), StringComparison.Ordinal);

    [Fact]
    public async Task Explains_PortWithoutDaemon()
    {
        var port = FreePort.Next();

        Assert.Contains($"port {port} does not answer", await FailAsync(
            ManifestFetchError.Unreachable, $"git://127.0.0.1:{port}/x.git"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetches_FromDirectoryWithAnOddName()
    {
        var repository = CreateRepository(" 100%25 #ü:x.git");
        repository.Commit("master", ("manifest", "{}"));

        var (directory, _) = await FetchAsync(
            "file://" + string.Join('/', repository.Path.Split('/').Select(Uri.EscapeDataString)));

        Assert.True(File.Exists(Path.Combine(directory, "manifest")));
    }

    [Fact]
    public async Task Explains_DirectoryThatIsMissing() =>
        await FailAsync(ManifestFetchError.Unreachable, "file:///no/such/repository");

    [Fact]
    public async Task Explains_DirectoryThatIsNoRepository() =>
        await FailAsync(ManifestFetchError.Unreachable, $"file://{WorkDirectory}");

    [Fact]
    public async Task Refuses_RepositoryOfAnotherUser_AndSaysHowToAllowIt()
    {
        var repository = CreateSimpleRepository();
        await ServerProgram.RunAsync("/bin/chown", "65534", repository.Path);

        var message = await FailAsync(ManifestFetchError.AccessDenied, repository.FileUrl);

        Assert.Contains("safe.directory", message, StringComparison.Ordinal);
    }
}
