using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Objects;

/// <summary>What cannot be read is not damaged: the cause can be a lack of memory or descriptors, or a disk that is away for a moment.</summary>
public sealed class UnreadableTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Theory]
    [InlineData("object", "cannot read object", "is not checked: it needs an object that cannot be read")]
    [InlineData("tree", "cannot read object", "unreferenced objects are not removed: cannot read object")]
    [InlineData("record", "cannot read image record", "cannot read image record")]
    public async Task Repair_ChangesNothing_ThatCannotBeRead(string kind, string report, string consequence)
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        var path = kind switch
        {
            "object" => store.ObjectPath("x"),
            "tree" => store.ListObjects().Except([store.ObjectPath("x"), store.ObjectPath("y")]).Single(),
            _ => Directory.EnumerateFiles(store.Path + "/images").Single(),
        };
        var files = ListFiles(store);

        using (new UnreadableFile(path))
        {
            var repair = await store.CheckAsync(repair: true);

            Assert.Empty(repair.Faults);
            Assert.Empty(repair.Repairs);
            Assert.Contains(repair.Unreadable, line =>
                line.StartsWith(report, StringComparison.Ordinal)
                && line.Contains(path, StringComparison.Ordinal)
                && line.Contains("check the disk, and try again", StringComparison.Ordinal));
            Assert.Contains(repair.Unreadable, line => line.Contains(consequence, StringComparison.Ordinal));
        }

        Assert.Equal(files, ListFiles(store));
        Assert.Equal(["s/1"], await store.ListAsync());
        var check = await store.CheckAsync();
        Assert.Empty(check.Faults);
        Assert.Empty(check.Unreadable);
    }

    [Fact]
    public async Task Repair_UnlistsAnImage_ThatLacksOneObject_WhileAnotherCannotBeRead()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "missing");
        await store.AddAsync("s/2", "x", "y");
        File.Delete(store.ObjectPath("missing"));
        using (new UnreadableFile(store.ObjectPath("x")))
        {
            await store.CheckAsync(repair: true);
            Assert.Equal(["s/2"], await store.ListAsync());

            // It is not known whether the image is complete again.
            await store.AddAsync("s/3", "missing");
            await store.CheckAsync(repair: true);
            Assert.Equal(["s/2", "s/3"], await store.ListAsync());
        }

        await store.CheckAsync(repair: true);
        Assert.Equal(["s/1", "s/2", "s/3"], await store.ListAsync());
    }

    [Fact]
    public async Task Collection_KeepsTheObjects_OfAnUnlistedImage_WhoseTreeCannotBeRead()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "missing");
        var tree = store.ListObjects().Except([store.ObjectPath("x"), store.ObjectPath("missing")]).Single();
        File.Delete(store.ObjectPath("missing"));
        await store.CheckAsync(repair: true);
        Assert.Empty(await store.ListAsync());

        using (new UnreadableFile(tree))
        {
            var error = await Assert.ThrowsAsync<ImageStoreException>(() => store.Server.CollectGarbageAsync(Cancellation));
            Assert.Equal(ImageStoreError.Unreachable, error.Reason);
            Assert.Contains($"cannot read object {Path.GetFileName(Path.GetDirectoryName(tree))}{Path.GetFileName(tree)}", error.Message, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(store.ObjectPath("x")));
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.True(File.Exists(store.ObjectPath("x")));
    }

    [Fact]
    public async Task Scrubbing_CountsIt_AndDoesNotMarkIt()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        using (new UnreadableFile(store.ObjectPath("x")))
        {
            var report = await store.Server.ScrubAsync(long.MaxValue, Cancellation);

            Assert.Equal((2L, 0L, 1L), (report.Objects, report.Damaged, report.Unreadable));
            Assert.Contains("1 object of ", await store.Server.FindWarningAsync(Cancellation), StringComparison.Ordinal);
            Assert.Contains("cannot be read: check the disk", await store.Server.FindWarningAsync(Cancellation), StringComparison.Ordinal);
        }

        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(store.ObjectPath("x")));
        Assert.Equal([1L], await store.Server.FindObjectsAsync([Samples.HashOf("x")], Cancellation));
        Assert.Equal(0, (await store.Server.ScrubAsync(long.MaxValue, Cancellation)).Unreadable);
        Assert.Null(await store.Server.FindWarningAsync(Cancellation));
    }

    [Fact]
    public async Task Upload_Replaces_WhatItCannotRead()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        using (new UnreadableFile(store.ObjectPath("x")))
        {
            await store.AddAsync("s/2", "x");

            Assert.Equal("x", await File.ReadAllTextAsync(store.ObjectPath("x"), Cancellation));
            Assert.Empty((await store.CheckAsync()).Unreadable);
        }

        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task Rebuild_ChangesNothing_WhileATreeCannotBeRead()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        var tree = store.ListObjects().Except([store.ObjectPath("x")]).Single();
        await store.CloseAsync();
        await File.WriteAllTextAsync(store.CataloguePath, new string('x', 100_000), Cancellation);
        var files = ListFiles(store);

        using (new UnreadableFile(tree))
        {
            var error = await Assert.ThrowsAsync<ImageStoreException>(store.RebuildAsync);
            Assert.Contains(tree, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(files, ListFiles(store));
        Assert.Contains("image \"s/1\": listed again", await store.RebuildAsync());
        await store.OpenAsync();
        Assert.Equal(["s/1"], await store.ListAsync());
    }

    // SQLite makes and removes its companions at any time, and the first holder of a lock makes its file.
    private static string[] ListFiles(TestStore store) =>
    [
        .. Directory.EnumerateFiles(store.Path, "*", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/catalogue.db-", StringComparison.Ordinal) && Path.GetFileName(path) is not ("lock" or "maintenance.lock"))
            .Order(StringComparer.Ordinal),
    ];
}
