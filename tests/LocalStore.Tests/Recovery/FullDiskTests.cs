using System.Diagnostics;
using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Recovery;

/// <summary>Stores on full disks, which must be readable and can be emptied. Requires root.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadsDeletesAndCollects_WhenTheDiskIsFull(bool isOpen)
    {
        using var disk = new SmallFileSystem(16 * 1024);
        await using var store = await TestStore.CreateAsync(disk.FullName);
        await FillAsync(store, isOpen, disk.Fill);

        await CheckAsync(store);
    }

    [Fact]
    public async Task Reserve_ThatAKilledProcessLeftEmpty_IsFilled()
    {
        await using var store = await TestStore.CreateAsync();
        var reserve = new FileInfo(store.Path + "/reserve");
        var length = reserve.Length;
        await store.CloseAsync();
        reserve.Open(FileMode.Truncate).Dispose();

        await store.ReopenAsync();

        reserve.Refresh();
        Assert.Equal(length, reserve.Length);
        Assert.NotEqual(0, length);
    }

    [Fact]
    public async Task Reads_WhenEvenTheReserveIsGone()
    {
        using var disk = new SmallFileSystem(16 * 1024);
        await using var store = await TestStore.CreateAsync(disk.FullName);
        await FillAsync(
            store,
            isOpen: false,
            () =>
            {
                File.Delete(store.Path + "/reserve");
                disk.Fill();
            });

        Assert.Equal(["s/1", "s/2"], await store.ListAsync());
        Assert.NotNull(await store.Server.GetImageAsync("s/1", true, Cancellation));
        Assert.Empty((await store.CheckAsync()).Faults);
        Assert.Contains("is full", await store.Server.FindWarningAsync(Cancellation), StringComparison.Ordinal);
        foreach (var change in new Func<Task>[]
        {
            () => store.Server.DeleteImageAsync("s/1", Cancellation),
            () => store.Server.CollectGarbageAsync(Cancellation),
            () => store.Server.MakeDirectoryAsync("new", Cancellation),
            async () => await store.Server.BeginUploadAsync(Cancellation),
        })
        {
            var error = await Assert.ThrowsAsync<ImageStoreException>(change);
            Assert.Equal(ImageStoreError.Full, error.Reason);
            Assert.Contains("the disk is full; free at least 1 MiB", error.Message, StringComparison.Ordinal);
        }

        disk.MakeRoom();
        await store.ReopenAsync();
        await CheckAsync(store);
        Assert.True(File.Exists(store.Path + "/reserve"));
    }

    // The kernel kills a process that writes to a mapped file for whose page there is no block. The file system keeps free blocks for
    // its own metadata, and with a percentage also for root, which fills the disk here.
    [Theory]
    [InlineData("0")]
    [InlineData("5")]
    public async Task Survives_AFullDisk_WhoseBlocksAreSmallerThanAPage(string percentageForRoot)
    {
        using var directory = new TemporaryDirectory();
        var (image, mount) = (directory.PathOf("disk"), directory.PathOf("mount"));
        Directory.CreateDirectory(mount);
        await using (var file = File.Create(image))
        {
            file.SetLength(32 << 20);
        }

        Run("mkfs.ext4", "-q", "-b", "1024", "-O", "^has_journal", "-m", percentageForRoot, image);
        Run("mount", "-o", "loop", image, mount);
        try
        {
            await using var store = await TestStore.CreateAsync(mount);
            await FillAsync(store, isOpen: true, () => Fill(mount));
            await CheckAsync(store);
        }
        finally
        {
            Run("umount", "--lazy", mount);
        }
    }

    private static async Task FillAsync(TestStore store, bool isOpen, Action fill)
    {
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", "y");
        if (isOpen)
        {
            // As after a restart: nothing has been written yet.
            await store.ReopenAsync();
            fill();
            return;
        }

        await store.CloseAsync();
        fill();
        await store.OpenAsync();
    }

    private static async Task CheckAsync(TestStore store)
    {
        Assert.Equal(["s/1", "s/2"], await store.ListAsync());
        await using (await store.Server.PinImageAsync("s/2", Cancellation))
        {
            Assert.NotNull(await store.Server.GetImageAsync("s/2", true, Cancellation));
        }

        await store.Server.DeleteImageAsync("s/1", Cancellation);
        var collected = await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Equal((1L, 2L), (collected.Images, collected.Objects));
        Assert.Equal(["s/2"], await store.ListAsync());
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    private static void Fill(string directory)
    {
        using var file = new FileStream(directory + "/filler", FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var length in (int[])[64 * 1024, 1024])
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[length]);
                }
            }
            catch (IOException)
            {
                // Smaller pieces may still fit.
            }
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
