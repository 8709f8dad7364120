using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Serving;

public sealed class UnreferencedObjectsTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Lists_TheOldestFirst_AndNothingThatAnImageNeeds()
    {
        await using var store = await CreateAsync();

        Assert.Equal(
            [Stored("a"), Stored("bb"), Stored("ccc"), Stored("dddd")],
            await store.Server.ListUnreferencedObjectsAsync(Cancellation).ToListAsync(Cancellation));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(50, 0, 2)]
    [InlineData(0, 4, 3)]
    [InlineData(75, 1, 3)]
    [InlineData(25, 7, 4)]
    [InlineData(100, 0, 4)]
    [InlineData(0, 1000, 4)]
    public async Task Removes_TheOldest_UntilEnoughHaveGone(int percentage, long bytes, int expected)
    {
        await using var store = await CreateAsync();

        var report = await store.Server.RemoveUnreferencedObjectsAsync(percentage, bytes, Cancellation);

        Assert.Equal(expected, report.Objects);
        Assert.Equal(
            new[] { "a", "bb", "ccc", "dddd" }.Skip(expected).Select(Stored),
            await store.Server.ListUnreferencedObjectsAsync(Cancellation).ToListAsync(Cancellation));
        Assert.Equal(["s/2"], await store.ListAsync());
    }

    [Fact]
    public async Task Keeps_WhatSomebodyHasJustFound()
    {
        await using var store = await CreateAsync();
        await store.Server.FindObjectsAsync([Samples.HashOf("a"), Samples.HashOf("ccc")], Cancellation);

        var report = await store.Server.RemoveUnreferencedObjectsAsync(100, 0, Cancellation);

        Assert.Equal(new StoreCollectionReport(0, 2, 2 + 4), report);
    }

    // Four objects that only a deleted image has needed, of growing length and age; and one that is needed.
    private static async Task<TestStore> CreateAsync()
    {
        var store = await TestStore.CreateAsync();
        string[] texts = ["a", "bb", "ccc", "dddd"];
        await store.AddAsync("s/1", [.. texts, "kept"]);
        await store.AddAsync("s/2", "kept");
        await store.Server.DeleteImageAsync("s/1", Cancellation);
        await store.Server.CollectGarbageAsync(Cancellation);
        foreach (var (index, text) in texts.Index())
        {
            var path = store.ObjectPath(text);
            await File.WriteAllTextAsync(path, text, Cancellation);
            File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1 + index, 0, 0, 0, DateTimeKind.Utc));
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
        }

        return store;
    }

    private static StoredObject Stored(string text) => new(Samples.HashOf(text), text.Length);
}
