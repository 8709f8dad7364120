using System.Diagnostics;
using System.Text;
using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Recovery;

/// <summary>Stores on read-only file systems: backups and exports, from which images are rescued. Requires root.</summary>
public sealed class ReadOnlyTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reads_EverythingButChangesNothing(bool isInUse)
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", "y");
        Directory.Delete(store.Path + "/corrupt");
        if (!isInUse)
        {
            // What a backup without empty directories lacks, and a store of an older version.
            await store.CloseAsync();
            Directory.Delete(store.Path + "/leases");
            Directory.Delete(store.Path + "/incoming");
            Directory.Delete(store.Path + "/images", recursive: true);
        }

        using var mount = new TemporaryDirectory();
        Run("mount", "--bind", store.Path, mount.FullName);
        try
        {
            Run("mount", "-o", "remount,bind,ro", mount.FullName);
            await using var reader = await TestStore.OpenAsync("local://" + mount.FullName, store.Time);
            await CheckAsync(reader);
        }
        finally
        {
            // Lazily: a process that another test is starting may still share our files.
            Run("umount", "--lazy", mount.FullName);
        }
    }

    private static async Task CheckAsync(LocalImageStore reader)
    {
        var names = new List<string>();
        await foreach (var image in reader.ListImagesAsync("", Cancellation))
        {
            names.Add(image.Name);
        }

        Assert.Equal(["s/1", "s/2"], names);
        Assert.Equal("s/2", await reader.FindLatestImageAsync(new ImageQuery { StreamName = "s" }, Cancellation));
        await using (await reader.PinImageAsync("s/1", Cancellation))
        {
            Assert.Single((await reader.GetImageAsync("s/1", true, Cancellation))!.FileSystem!.InodeTable);
        }

        await reader.GetObjectsAsync(
            [Samples.HashOf("x")],
            (_, contents, _) =>
            {
                Assert.Equal("x", Encoding.UTF8.GetString(contents.Bytes!.Value.Span));
                return ValueTask.CompletedTask;
            },
            Cancellation);
        Assert.Equal([1L], await reader.FindObjectsAsync([Samples.HashOf("x")], Cancellation));
        Assert.Empty((await reader.CheckAsync(false, null, Cancellation)).Faults);

        await FailsAsync(() => reader.CheckAsync(true, null, Cancellation));
        await FailsAsync(() => reader.CollectGarbageAsync(Cancellation));
        await FailsAsync(() => reader.DeleteImageAsync("s/1", Cancellation));
        await FailsAsync(async () => await reader.BeginUploadAsync(Cancellation));
    }

    private static async Task FailsAsync(Func<Task> change)
    {
        var error = await Assert.ThrowsAsync<ImageStoreException>(change);
        Assert.Equal(ImageStoreError.AccessDenied, error.Reason);
        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
