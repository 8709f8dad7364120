using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Remotes;

public sealed class EveryUrlFormTests(GitServers servers) : GitTest(servers)
{
    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("ssh")]
    [InlineData("git")]
    [InlineData("file")]
    public async Task Fetches_OverEveryScheme(string scheme)
    {
        var repository = CreateSimpleRepository();
        Settings["caFile"] = Servers.CertificateFile;
        Settings["sshIdentityFile"] = Servers.IdentityFile;
        Settings["sshKnownHostsFile"] = Servers.KnownHostsFile;
        var url = scheme switch
        {
            "http" => repository.HttpUrl,
            "https" => repository.HttpsUrl,
            "ssh" => repository.SshUrl,
            "git" => repository.DaemonUrl,
            _ => repository.FileUrl,
        };

        var (directory, revision) = await FetchAsync(url, "base");

        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(directory, "manifest"), Cancel));
        Assert.Equal("master", revision.Branch);
        Assert.Equal(repository.Repository.Branches["master"].Tip.Sha, revision.CommitId);
    }
}
