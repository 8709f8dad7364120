using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.PluginCommands;
using Imaginator.Hosting.PluginCommands.Packages;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Tests.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Hosting.Tests.PluginCommands;

/// <summary><c>imaginator plugin install</c>, <c>update</c> and <c>remove</c>, with packages of the plugins in tests/Plugins.</summary>
public sealed class PackageCommandTests : IDisposable
{
    private const string Id = "Example.Good";

    private readonly PluginFolders _folders = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private string Packages => _folders.PathOf("packages");

    private string Installed => _folders.PathOf("installed");

    public void Dispose()
    {
        _folders.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Plugin_IsInstalledListedUpdatedAndRemoved_FromADirectoryOfPackages()
    {
        var file = Good("1.0.0").WriteTo(Packages);
        Good("1.1.0").With("plugin/GoodPlugin/runtimes/linux/library.so", [1]).WriteTo(Packages);
        Good("2.0.0-beta").WriteTo(Packages);

        Assert.Equal(0, await RunAsync(["install", $"{Id}@1.0.0"], $"-source={Packages}"));
        Assert.Contains($"installed GoodPlugin 1.0.0 in {Installed}/GoodPlugin\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("restart the daemon", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(PluginDirectory.ModeOfFiles, File.GetUnixFileMode(Path.Combine(Installed, "GoodPlugin/GoodPlugin.dll")));

        Assert.Equal(0, await RunAsync(["list"]));
        var checksum = Convert.ToHexStringLower(SHA512.HashData(await File.ReadAllBytesAsync(file, Token)));
        Assert.Contains($"package of GoodPlugin: {Id} 1.0.0, SHA-512 {checksum}\n", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync(["update"]));
        Assert.Contains("updated from 1.0.0: GoodPlugin 1.1.0 in ", _output.ToString(), StringComparison.Ordinal);
        var below = Path.Combine(Installed, "GoodPlugin/runtimes/linux");
        Assert.True(File.Exists(Path.Combine(below, "library.so")));
        Assert.Equal(PluginDirectory.ModeOfDirectories, File.GetUnixFileMode(below));

        Assert.Equal(0, await RunAsync(["update", "GoodPlugin"]));
        Assert.Contains("GoodPlugin 1.1.0 is up to date\n", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync(["remove", "GoodPlugin"]));
        Assert.Equal([".lock"], EntriesOf(Installed));
    }

    [Fact]
    public async Task File_IsInstalled_OnlyWithItsChecksum()
    {
        var file = Good("1.0.0").WriteTo(Packages);
        var hash = SHA512.HashData(await File.ReadAllBytesAsync(file, Token));

        await FailsAsync("its SHA-512 checksum is ", ["install", file], $"-checksum={new string('0', 128)}");
        Assert.Equal([".lock"], EntriesOf(Installed));

        Assert.Equal(0, await RunAsync(["install", file], $"-checksum={Convert.ToBase64String(hash)}"));
        Assert.Equal(1, await RunAsync(["update"]));
        Assert.Contains("GoodPlugin: cannot update it: it was installed from a file", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plugin/GoodPlugin/../../escaped")]
    [InlineData("plugin/GoodPlugin/%2E%2E/%2E%2E/escaped")]
    [InlineData("plugin/GoodPlugin/x%2F..%2F..%2F..%2Fescaped")]
    [InlineData("plugin/../escaped/file")]
    [InlineData("plugin/GoodPlugin/..\\..\\escaped")]
    [InlineData("plugin/.hidden/file")]
    [InlineData("plugin/file")]
    [InlineData("plugin/GoodPlugin/.imaginator-package.json")]
    public async Task Refuses_PathsThatLeaveTheFolder(string path)
    {
        var file = Good("1.0.0").With(path, [1]).WriteTo(Packages);

        await FailsAsync("it contains a file with the invalid path", ["install", file]);

        Assert.Equal([".lock"], EntriesOf(Installed));
        Assert.False(Path.Exists(_folders.PathOf("escaped")));
    }

    [Fact]
    public async Task Links_BecomeFiles()
    {
        var file = Good("1.0.0").WriteTo(Packages);
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            // The type and the mode of a symbolic link.
            var entry = archive.CreateEntry("plugin/GoodPlugin/link");
            entry.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var stream = entry.Open();
            stream.Write("/etc/passwd"u8);
        }

        Assert.Equal(0, await RunAsync(["install", file]));

        var link = new FileInfo(Path.Combine(Installed, "GoodPlugin/link"));
        Assert.Null(link.LinkTarget);
        Assert.Equal(PluginDirectory.ModeOfFiles, link.UnixFileMode);
    }

    [Fact]
    public async Task Refuses_PackagesAboveTheLimits()
    {
        var file = Good("1.0.0").With("plugin/GoodPlugin/zeros", new byte[4 << 20]).WriteTo(Packages);
        var size = new FileInfo(file).Length;

        await FailsAsync(new PackageLimits(size, 100, 1 << 20), "its files are larger than 1 MiB");
        await FailsAsync(new PackageLimits(size, 1, 1 << 30), "it contains more than 1 files");
        await FailsAsync(new PackageLimits(size - 1, 100, 1 << 30), "it is larger than ");
        Assert.Equal([".lock"], EntriesOf(Installed));

        async Task FailsAsync(PackageLimits limits, string reason)
        {
            using var directory = PluginDirectory.Create(Installed);
            var e = await Assert.ThrowsAsync<ImaginatorException>(
                () => new PluginInstallation(directory, limits).InstallFileAsync(file, new PackageChecks(), Token));
            Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Update_KeepsTheOldVersion_IfTheNewOneIsForAnotherContract()
    {
        Good("1.0.0").WriteTo(Packages);
        Assert.Equal(0, await RunAsync(["install", Id], $"-source={Packages}"));
        var before = EntriesOf(Path.Combine(Installed, "GoodPlugin"));
        _folders.Add("FuturePlugin", "GoodPlugin", below: "future");
        new TestPackage(Id, "1.1.0").WithPlugin(_folders.PathOf("future", "GoodPlugin")).WriteTo(Packages);

        Assert.Equal(1, await RunAsync(["update"]));

        Assert.Contains("GoodPlugin.dll cannot be used: it is built for version ", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, EntriesOf(Path.Combine(Installed, "GoodPlugin")));
        Assert.Equal([".lock", "GoodPlugin"], EntriesOf(Installed));
    }

    [Fact]
    public async Task Refuses_WhatIsNoPackageOfAPlugin()
    {
        await FailsAsync(
            "does not contain the package type ImaginatorPlugin", ["install", (Good("1.0.0") with { Type = "Dependency" }).WriteTo(Packages)]);
        await FailsAsync("it contains no file below plugin/NAME", ["install", new TestPackage(Id, "1.0.1").WriteTo(Packages)]);
        await FailsAsync("it contains more than one plugin", ["install", Good("1.0.2").With("plugin/Other/Other.dll", [1]).WriteTo(Packages)]);
        await FailsAsync(
            "it does not contain plugin/Other/Other.dll",
            ["install", new TestPackage(Id, "1.0.3").With("plugin/Other/other.dll", [1]).WriteTo(Packages)]);
        await FailsAsync("it is not a NuGet package", ["install", _folders.Write("packages/damaged.nupkg", "not a package")]);
        await FailsAsync("the file does not exist", ["install", "/no/such/file.nupkg"]);
        await FailsAsync("it is not signed", ["install", Good("1.0.4").WriteTo(Packages)], "-requireSignature");
        Assert.Equal([".lock"], EntriesOf(Installed));
    }

    [Fact]
    public async Task Refuses_SourcesThatAreUnknownOrNotSafe()
    {
        Good("1.0.0").WriteTo(Packages);
        await FailsAsync("no package Example.Other in ", ["install", "Example.Other"], $"-source={Packages}");
        await FailsAsync("no version 3.0.0 of package ", ["install", $"{Id}@3.0.0"], $"-source={Packages}");
        await FailsAsync("does not exist; write the URL of a NuGet feed", ["install", Id], "-source=/no/such/directory");
    }

    [Theory]
    [InlineData("https://me:secret@packages.example.org/index.json", "write credentials to a NuGet.Config file")]
    [InlineData("https://packages.example.org/index.json?key=secret", "contains a query in its URL")]
    [InlineData("https://me:secret@:443/index.json", "is not a valid URL")]
    [InlineData("http://packages.example.org/index.json", "is not encrypted")]
    public async Task Refuses_SourcesWithSecrets_WithoutShowingThem(string source, string reason)
    {
        var e = await Assert.ThrowsAsync<ImaginatorException>(() => RunAsync(["install", Id], $"-source={source}"));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("key=", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://packages.example.org/v3/index.json?key=secret", "https://packages.example.org/v3/index.json")]
    [InlineData("/srv/packages?", "/srv/packages?")]
    public void Messages_DoNotContainTheQueryOfASource(string source, string shown) => Assert.Equal(shown, PackageFeed.Display(source));

    [Fact]
    public async Task Refuses_ToReplaceOrRemove_WhatWasNotInstalled()
    {
        _folders.Add("GoodPlugin", below: "installed");
        var file = Good("1.0.0").WriteTo(Packages);
        await FailsAsync("was not installed from a package; delete the folder first", ["install", file]);
        await FailsAsync("was not installed from a package; delete its folder", ["remove", "GoodPlugin"]);
        await FailsAsync("no plugin \"Other\" in ", ["remove", "Other"]);

        Directory.Delete(Path.Combine(Installed, "GoodPlugin"), recursive: true);
        Assert.Equal(0, await RunAsync(["install", file]));
        var foreign = (Good("1.0.0") with { Id = "Example.Foreign" }).WriteTo(Packages);
        await FailsAsync("was installed from the package Example.Good, not Example.Foreign", ["install", foreign]);
    }

    [Fact]
    public async Task Command_FinishesWhatACrashInterrupted()
    {
        Assert.Equal(0, await RunAsync(["install", Good("1.0.0").WriteTo(Packages)]));
        Directory.Move(Path.Combine(Installed, "GoodPlugin"), Path.Combine(Installed, ".GoodPlugin.replaced"));
        Directory.CreateDirectory(Path.Combine(Installed, ".GoodPlugin.incoming"));
        await File.WriteAllTextAsync(Path.Combine(Installed, ".download"), "a part", Token);

        await FailsAsync("no plugin \"Other\" in ", ["remove", "Other"]);

        Assert.Equal([".lock", "GoodPlugin"], EntriesOf(Installed));
    }

    [Fact]
    public async Task Exchange_NeverLeavesTheDirectoryWithoutThePlugin()
    {
        using var directory = PluginDirectory.Create(Installed);
        var plugin = Directory.CreateDirectory(Path.Combine(Installed, "GoodPlugin")).FullName;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var isWatching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = Task.Run(() => CountAbsences(plugin, isWatching, stop.Token), Token);
        await isWatching.Task;

        for (var i = 0; i < 50; i++)
        {
            directory.Prepare("GoodPlugin");
            directory.Exchange("GoodPlugin");
        }

        await stop.CancelAsync();
        Assert.Equal(0, await watching);
        Assert.Equal([".lock", "GoodPlugin"], EntriesOf(Installed));
    }

    [Fact]
    public async Task DamagedRecord_ConcernsOnlyItsPlugin()
    {
        Good("1.0.0").WriteTo(Packages);
        Assert.Equal(0, await RunAsync(["install", Id], $"-source={Packages}"));
        _folders.Write("installed/Another/.imaginator-package.json", "{");
        Good("1.1.0").WriteTo(Packages);

        Assert.Equal(1, await RunAsync(["update"]));

        Assert.Contains("updated from 1.0.0: GoodPlugin 1.1.0 in ", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Another: cannot read ", _error.ToString(), StringComparison.Ordinal);
        await FailsAsync("delete the folder and install the plugin again", ["remove", "Another"]);
        Assert.Equal(0, await RunAsync(["remove", "GoodPlugin"]));
    }

    [Fact]
    public async Task Commands_ExcludeEachOther()
    {
        var file = Good("1.0.0").WriteTo(Packages);
        using (PluginDirectory.Create(Installed))
        {
            await FailsAsync("another command changes the plugins", ["install", file]);
        }

        Assert.Equal(0, await RunAsync(["install", file]));
    }

    [Theory]
    [InlineData("give -source=URL|DIR", "install", Id)]
    [InlineData("invalid package", "install", "Example.Good@")]
    [InlineData("invalid package", "install", "not an ID")]
    [InlineData("the package is missing", "install")]
    [InlineData("operand NAME is missing", "remove")]
    public async Task Refuses_WrongOperands(string reason, params string[] operands) =>
        Assert.Contains(
            reason, (await Assert.ThrowsAsync<UsageException>(() => RunAsync([.. operands]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("abc")]
    [InlineData("z0")]
    public void Refuses_TextsThatAreNoChecksum(string text) => Assert.Throws<FormatException>(() => PackageChecksum.Parse(text));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[] EntriesOf(string directory) =>
        [.. Directory.GetFileSystemEntries(directory).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    private static int CountAbsences(string folder, TaskCompletionSource isWatching, CancellationToken stop)
    {
        var absences = 0;
        while (!stop.IsCancellationRequested)
        {
            absences += Directory.Exists(folder) ? 0 : 1;
            isWatching.TrySetResult();
        }

        return absences;
    }

    private TestPackage Good(string version)
    {
        var folder = _folders.PathOf("built", "GoodPlugin");
        if (!Directory.Exists(folder))
        {
            _folders.Add("GoodPlugin", below: "built");
        }

        return new TestPackage(Id, version).WithPlugin(folder);
    }

    private async Task FailsAsync(string reason, ImmutableArray<string> operands, params string[] flags)
    {
        var e = await Assert.ThrowsAsync<ImaginatorException>(() => RunAsync(operands, flags));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(ImmutableArray<string> operands, params string[] flags)
    {
        var values = FlagParser.Parse(
            [.. SharedFlags.All, .. ConfigurationFlags.All, .. PluginPackageFlags.All], [$"-pluginDir={Installed}", .. flags], []).Values;
        var context = new CommandContext(values, operands, _output, _error, NullLoggerFactory.Instance, TimeProvider.System);
        return PluginCommand.Command.RunAsync(context, TestContext.Current.CancellationToken);
    }
}
