using System.Diagnostics;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins.LocalStore.Tests;

public sealed class ProviderTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Theory]
    [InlineData("local://host/path")]
    [InlineData("local:///")]
    [InlineData("local:relative")]
    [InlineData("file:///tmp")]
    [InlineData("local:///tmp/x?y")]
    [InlineData("nonsense")]
    public async Task Refuses_UrlsThatNameNoStore(string url) =>
        Assert.Equal(ImageStoreError.BadUrl, (await FailsToOpen(url)).Reason);

    [Fact]
    public async Task Refuses_ADirectoryThatIsSomethingElse()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.FullName;
        await File.WriteAllTextAsync(path + "/letter", "dear", Cancellation);
        var error = await FailsToOpen("local://" + path);
        Assert.Contains("is not an image store", error.Message);
        Assert.Equal(["letter"], Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Refuses_AStoreOfANewerVersion()
    {
        await using var store = await TestStore.CreateAsync();
        await File.WriteAllTextAsync(store.Path + "/format", "imaginator image store, version 2\n", Cancellation);
        var error = await FailsToOpen(store.Url);
        Assert.Contains("its version is 2", error.Message);
        Assert.Contains("upgrade the program", error.Message);
        await File.WriteAllTextAsync(store.Path + "/format", "something", Cancellation);
        await FailsToOpen(store.Url);
    }

    [Fact]
    public async Task TakesUp_AnInterruptedCreation_AndSeveralAtOnce()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.FullName;
        Directory.CreateDirectory(path + "/objects/00");
        await File.WriteAllTextAsync(path + "/format.new", "imag", Cancellation);
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestStore.OpenAsync("local://" + path, TimeProvider.System)));
        foreach (var server in servers)
        {
            await server.MakeDirectoryAsync("a", Cancellation);
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Opens_PathsWithSpacesAndUmlauts()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.PathOf("a b", "ü");
        await using (var server = await TestStore.OpenAsync("local://" + path.Replace(" ", "%20", StringComparison.Ordinal), TimeProvider.System))
        {
            Assert.True(Directory.Exists(path + "/objects/ff"));
        }
    }

    [Fact]
    public async Task Says_WhenTheDiskIsFull_AndLeavesNothingHalfWritten()
    {
        using var disk = new SmallFileSystem(4 * 1024);
        var path = disk.FullName;
        await using (var server = await TestStore.OpenAsync($"local://{path}/store", TimeProvider.System))
        {
            await using (var upload = await server.BeginUploadAsync(Cancellation))
            {
                await TestStore.AddTextAsync(upload, "small");
                foreach (var kind in (string[])["bytes", "stream"])
                {
                    // Zeros of a stream would become a hole, which needs no space.
                    var large = new byte[8_000_000];
                    new Random(1).NextBytes(large);
                    var contents = kind == "bytes"
                        ? ObjectContents.FromBytes(large)
                        : ObjectContents.FromStream(new MemoryStream(large), large.Length);
                    var error = await Assert.ThrowsAsync<ImageStoreException>(
                        () => upload.AddObjectAsync(ObjectHash.Compute(large), contents, Cancellation).AsTask());
                    Assert.Equal(ImageStoreError.Full, error.Reason);
                    Assert.Contains(path, error.Message);
                    Assert.Contains("free disk space", error.Message);
                }

                // There is room again for what is small.
                await upload.CommitAsync("s/1", Samples.ImageOf("small"), Cancellation);
            }

            var report = await server.CheckAsync(false, null, Cancellation);
            Assert.Empty(report.Faults);
            Assert.Equal(2, report.Objects);
        }
    }

    [Fact]
    public async Task Says_WhenTheDiskIsReadOnly()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.FullName;
        Run("mount", "-t", "tmpfs", "-o", "ro", "none", path);
        try
        {
            Assert.Equal(ImageStoreError.AccessDenied, (await FailsToOpen($"local://{path}/store")).Reason);
        }
        finally
        {
            // Lazily: a process that another test is starting may still share our files.
            Run("umount", "--lazy", path);
        }
    }

    [Fact]
    public void Plugin_ProvidesTheScheme()
    {
        var services = new ServiceCollection();
        new LocalStorePlugin().Register(services, new ConfigurationBuilder().Build());
        Assert.Single(services, service => service.ServiceType == typeof(IUploader));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("1.5h", 5400)]
    [InlineData("", 3600)]
    public void Reads_TheCollectionInterval(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Configure(text).BindSettings<LocalStoreOptions>().CollectionInterval);

    [Theory]
    [InlineData("1")]
    [InlineData("h")]
    [InlineData("0h")]
    [InlineData("-1h")]
    [InlineData("1e300h")]
    public void Refuses_IntervalsThatMakeNoSense(string text) =>
        Assert.Contains(text, Assert.Throws<SettingsException>(() => Configure(text).BindSettings<LocalStoreOptions>()).Message);

    private static IConfiguration Configure(string interval) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["collectionInterval"] = interval }).Build();

    private static Task<ImageStoreException> FailsToOpen(string url) =>
        Assert.ThrowsAsync<ImageStoreException>(() => TestStore.OpenAsync(url, TimeProvider.System));

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
