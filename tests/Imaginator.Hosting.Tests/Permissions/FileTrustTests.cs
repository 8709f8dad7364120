using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Permissions;
using Imaginator.Hosting.Tests.Configuration;
using Imaginator.Hosting.Tests.Plugins;

namespace Imaginator.Hosting.Tests.Permissions;

public sealed class FileTrustTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0x1A4u, null)] // 0644
    [InlineData(0x180u, null)] // 0600
    [InlineData(0x1B6u, "chmod o-w")] // 0666
    [InlineData(0x1A6u, "chmod o-w")] // 0646
    public void FileThatEveryUserCanWrite_HasAFault(uint mode, string? cure)
    {
        var file = _directory.Write("file", "");
        File.SetUnixFileMode(file, (UnixFileMode)mode);
        AssertFault(cure, FileTrust.FindPublicWriter(file));
    }

    [Fact]
    public void FileInADirectoryThatEveryUserCanWrite_HasAFault_UnlessItIsSticky()
    {
        Directory.CreateDirectory(_directory.PathOf("open"));
        var file = _directory.Write("open/file", "");
        File.SetUnixFileMode(_directory.PathOf("open"), (UnixFileMode)0x1FF); // 0777
        AssertFault($"every user can write \"{_directory.PathOf("open")}\"", FileTrust.FindPublicWriter(file));
        File.SetUnixFileMode(_directory.PathOf("open"), (UnixFileMode)0x3FF); // 1777
        AssertFault(null, FileTrust.FindPublicWriter(file));
    }

    [Fact]
    public void StateDirectoryThatEveryUserCanWrite_IsRefused_WithTheCure()
    {
        var path = _directory.PathOf("state");
        var flags = FlagParser.Parse([SharedFlags.StateDirectory], [$"-stateDir={path}"], []).Values;
        Assert.Equal(path, StateDirectory.Create(flags));
        File.SetUnixFileMode(path, (UnixFileMode)0x1FF); // 0777

        Assert.Equal(
            $"the state directory \"{path}\" is not used: every user can write \"{path}\"; run chmod o-w {path}",
            Assert.Throws<ImaginatorException>(() => StateDirectory.Create(flags)).Message);
    }

    [Fact]
    public void LinkToAFileThatEveryUserCanWrite_HasAFault()
    {
        var file = _directory.Write("file", "");
        File.SetUnixFileMode(file, (UnixFileMode)0x1B6); // 0666
        File.CreateSymbolicLink(_directory.PathOf("link"), file);
        AssertFault("every user can write", FileTrust.FindPublicWriter(_directory.PathOf("link")));
    }

    [Fact]
    public async Task OtherOwnersAndGroups_AreFound()
    {
        var file = _directory.Write("file", "");
        AssertFault(null, FileTrust.FindOtherWriter(file));
        File.SetUnixFileMode(file, (UnixFileMode)0x1B4); // 0664
        AssertFault(null, FileTrust.FindOtherWriter(file));
        await OwnAsync("0:4711", file);
        AssertFault("the group 4711 can write", FileTrust.FindOtherWriter(file));
        File.SetUnixFileMode(file, (UnixFileMode)0x1B0); // 0660
        AssertFault("the group 4711 can read", FileTrust.FindReader(file));
        await OwnAsync("4711:0", file);
        AssertFault("the user 4711 owns", FileTrust.FindOtherWriter(file));
        AssertFault(null, FileTrust.FindPublicWriter(file));
    }

    [Fact]
    public void KeyThatOthersCanRead_HasAFault()
    {
        var file = _directory.Write("key.pem", "");
        File.SetUnixFileMode(file, (UnixFileMode)0x1A4); // 0644
        AssertFault("other users can read it; run chmod 600", FileTrust.FindReader(file));
        File.SetUnixFileMode(file, (UnixFileMode)0x180); // 0600
        AssertFault(null, FileTrust.FindReader(file));
    }

    [Fact]
    public async Task ConfigurationThatEveryUserCanWrite_IsNotRead()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("conf.json", "{}");
        File.SetUnixFileMode(fixture.MainFile, (UnixFileMode)0x1B6); // 0666
        var document = await fixture.Loader.ReadMainAsync(fixture.MainFile, TestContext.Current.CancellationToken);
        var result = await fixture.Loader.LoadAsync(
            document, fixture.Plugins, fixture.Secrets, TestContext.Current.CancellationToken);
        AssertFault("is not used: every user can write", string.Join('\n', result.Faults));
    }

    [Fact]
    public async Task ConfigurationOfAnotherUser_IsWarnedAbout()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("conf.json", "{}");
        await OwnAsync("4711", fixture.MainFile);
        var document = await fixture.Loader.ReadMainAsync(fixture.MainFile, TestContext.Current.CancellationToken);
        var result = await fixture.Loader.LoadAsync(
            document, fixture.Plugins, fixture.Secrets, TestContext.Current.CancellationToken);
        Assert.True(result.IsUsable);
        AssertFault("not only root can change the configuration: the user 4711", string.Join('\n', result.Faults));
    }

    [Theory]
    [InlineData("GoodPlugin")]
    [InlineData("GoodPlugin/GoodPlugin.dll")]
    [InlineData("GoodPlugin/GoodPlugin.deps.json")]
    [InlineData("GoodPlugin/runtimes/linux-x64")]
    [InlineData("GoodPlugin/runtimes/linux-x64/.hidden.so")]
    public void PluginThatOtherUsersCanWrite_IsNotLoaded(string path)
    {
        using var folders = new PluginFolders();
        folders.Add("GoodPlugin");
        folders.Write("GoodPlugin/runtimes/linux-x64/.hidden.so", "");
        File.SetUnixFileMode(folders.PathOf(path.Split('/')), (UnixFileMode)0x1FF); // 0777
        var plugins = folders.Load();
        Assert.Empty(plugins.Loaded);
        AssertFault("it is not safe: every user can write", plugins.Failed.Single().Reason);
    }

    [Fact]
    public async Task VariablesFileOfAGroup_IsRefusedOrWarnedAbout()
    {
        var file = _directory.Write("variables", "A=secret\n");
        await OwnAsync("0:4711", file);
        File.SetUnixFileMode(file, (UnixFileMode)0x1A0); // 0640
        var readable = await VariablesFile.LoadAsync(file, TestContext.Current.CancellationToken);
        Assert.True(readable.IsUsable);
        Assert.Contains("can read the variables file", Assert.Single(readable.Faults).ToString(), StringComparison.Ordinal);
        File.SetUnixFileMode(file, (UnixFileMode)0x1B0); // 0660
        Assert.False((await VariablesFile.LoadAsync(file, TestContext.Current.CancellationToken)).IsUsable);
    }

    private static void AssertFault(string? expected, string? fault)
    {
        if (expected is null)
        {
            Assert.Null(fault);
        }
        else
        {
            Assert.Contains(expected, fault, StringComparison.Ordinal);
        }
    }

    private static async Task OwnAsync(string owner, string file)
    {
        using var chown = System.Diagnostics.Process.Start("chown", [owner, file]);
        await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, chown.ExitCode);
    }
}
