using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Remotes;

public sealed class SshTests : GitTest
{
    public SshTests(GitServers servers) : base(servers)
    {
        Settings["sshIdentityFile"] = servers.IdentityFile;
        Settings["sshKnownHostsFile"] = servers.KnownHostsFile;
    }

    [Fact]
    public async Task Fetches_FromUserAtHostColonPath()
    {
        var repository = CreateSimpleRepository();
        Settings["sshConfigFile"] = Servers.SshConfigFile;

        var (directory, _) = await FetchAsync($"{Environment.UserName}@git-host:{repository.Path}", "base");

        Assert.True(File.Exists(Path.Combine(directory, "manifest")));
    }

    [Fact]
    public async Task Fetches_PathThatAShellWouldTakeApart()
    {
        var repository = CreateRepository(" it's $(touch x) & \"more\";.git");
        repository.Commit("master", ("manifest", "{}"));

        var (directory, _) = await FetchAsync(
            $"ssh://{Environment.UserName}@127.0.0.1:{Servers.SshPort}{Uri.EscapeDataString(repository.Path)
                .Replace("%2F", "/", StringComparison.Ordinal)}");

        Assert.True(File.Exists(Path.Combine(directory, "manifest")));
    }

    [Fact]
    public async Task Refuses_UnknownHostKey_AndSaysHowToAddIt()
    {
        Settings["sshKnownHostsFile"] = Path.Combine(WorkDirectory, "empty");

        var message = await FailAsync(ManifestFetchError.AccessDenied, CreateSimpleRepository().SshUrl);

        Assert.Contains($"ssh-keyscan -p {Servers.SshPort} 127.0.0.1 >> {WorkDirectory}/empty", message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(WorkDirectory, "empty")));
    }

    [Fact]
    public async Task Refuses_ChangedHostKey_AndSaysSo()
    {
        Settings["sshKnownHostsFile"] = Servers.ChangedHostsFile;

        var message = await FailAsync(ManifestFetchError.AccessDenied, CreateSimpleRepository().SshUrl);

        Assert.Contains($"ssh-keygen -R '[127.0.0.1]:{Servers.SshPort}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_KeyThatTheServerDoesNotAccept()
    {
        Settings["sshIdentityFile"] = Servers.StrangerIdentityFile;

        var message = await FailAsync(ManifestFetchError.AccessDenied, CreateSimpleRepository().SshUrl);

        Assert.Contains($"does not accept the key {Servers.StrangerIdentityFile}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "does not exist")]
    [InlineData("open", "its permissions 0644 are too open; run: chmod 600 ")]
    [InlineData("passphrase", "it has a passphrase; use a key without one")]
    [InlineData("garbage", "the file has no private key")]
    [InlineData("directory", "it is a directory, not a regular file")]
    [InlineData("damaged", "ssh cannot load it: ")]
    public async Task Explains_KeyThatCannotBeUsedHere(string kind, string expected)
    {
        var key = Path.Combine(WorkDirectory, "key");
        switch (kind)
        {
            case "open":
                File.Copy(Servers.IdentityFile, key);
                File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
                break;
            case "passphrase":
                await ServerProgram.RunAsync("/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-a", "1", "-N", "secret", "-f", key);
                break;
            case "directory":
                Directory.CreateDirectory(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                break;
            case "garbage" or "damaged":
                await File.WriteAllTextAsync(
                    key,
                    kind == "garbage" ? "no key" : "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
                    Cancel);
                File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                break;
        }

        Settings["sshIdentityFile"] = key;

        var message = await FailAsync(ManifestFetchError.AccessDenied, CreateSimpleRepository().SshUrl);

        Assert.Contains($"ssh cannot use the key {key}", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetches_FromAnAliasWithoutUser()
    {
        var repository = CreateSimpleRepository();
        Settings["sshConfigFile"] = Servers.SshConfigFile;

        await FetchAsync($"git-host:{repository.Path}", "base");
    }

    [Fact]
    public async Task Explains_MissingRepository()
    {
        var message = await FailAsync(ManifestFetchError.Unreachable, CreateSimpleRepository().SshUrl + "-not");

        Assert.Contains("does not appear to be a git repository", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_UnknownHost() =>
        Assert.Contains("no-such-host.invalid", await FailAsync(
            ManifestFetchError.Unreachable, "git@no-such-host.invalid:repository.git"), StringComparison.Ordinal);

    [Fact]
    public async Task Explains_PortWithoutServer() =>
        Assert.Contains("Connection refused", await FailAsync(
            ManifestFetchError.Unreachable, $"ssh://127.0.0.1:{FreePort.Next()}/x.git"), StringComparison.Ordinal);
}
