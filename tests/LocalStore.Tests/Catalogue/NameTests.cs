using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Catalogue;

public sealed class NameTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("..")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u0085b")]
    [InlineData("a\udc80")]
    public async Task Refuses_NamesThatCannotBeUsed(string name)
    {
        await using var store = await TestStore.CreateAsync();
        await Fails(ImageStoreError.BadRequest, () => store.AddAsync(name, "x"));
        await Fails(ImageStoreError.BadRequest, () => store.Server.MakeDirectoryAsync(name, Cancellation));
    }

    [Fact]
    public async Task Refuses_NamesThatAreTooLong()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync(new string('x', 255), "x");
        await Fails(ImageStoreError.BadRequest, () => store.AddAsync(new string('x', 256), "x"));
        await Fails(ImageStoreError.BadRequest, () => store.AddAsync(string.Join('/', Enumerable.Repeat("0123456789", 100)), "x"));
    }

    [Fact]
    public async Task Refuses_NamesThatAreTakenOrWere()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", image => image with { ExpiresAt = store.Time.GetUtcNow().AddHours(1) }, "x");
        await Fails(ImageStoreError.ImageExists, () => store.AddAsync("s/1", "y"));
        await store.Server.DeleteImageAsync("s/1", Cancellation);
        await Fails(ImageStoreError.ImageExists, () => store.AddAsync("s/1", "y"));
        store.Time.Advance(TimeSpan.FromDays(1));
        await store.Server.CollectGarbageAsync(Cancellation);
        await Fails(ImageStoreError.ImageExists, () => store.AddAsync("s/1", "y"));
        await Fails(ImageStoreError.ImageExists, () => store.AddAsync("s/2", "y"));
        await Fails(ImageStoreError.UnknownImage, () => store.Server.DeleteImageAsync("s/1", Cancellation));
    }

    [Fact]
    public async Task KeepsApart_ImagesAndDirectories()
    {
        await using var store = await TestStore.CreateAsync();
        await store.Server.MakeDirectoryAsync("a/b/c", Cancellation);
        await store.Server.MakeDirectoryAsync("a/b", Cancellation);
        await Fails(ImageStoreError.ImageExists, () => store.AddAsync("a/b", "x"));
        await store.AddAsync("a/b/c/1", "x");
        await Fails(ImageStoreError.ImageExists, () => store.AddAsync("a/b/c/1/2", "x"));
        await Fails(ImageStoreError.ImageExists, () => store.Server.MakeDirectoryAsync("a/b/c/1", Cancellation));
    }

    [Fact]
    public async Task Makes_AllDirectoriesOrNone()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("a/1", "x");

        await Fails(ImageStoreError.ImageExists, () => store.Server.MakeDirectoriesAsync(["b/c", "a/1"], Cancellation));
        await Fails(ImageStoreError.BadRequest, () => store.Server.MakeDirectoriesAsync(["b/c", "../x"], Cancellation));
        await store.AddAsync("b", "x");
        await store.Server.MakeDirectoriesAsync(["c/d", "c", "a"], Cancellation);
        await Fails(ImageStoreError.ImageExists, () => store.AddAsync("c/d", "x"));
    }

    [Fact]
    public async Task Lists_InByteOrder_OnlyWhatIsBelow_OverManyPages()
    {
        await using var store = await TestStore.CreateAsync();
        var names = Enumerable.Range(0, 1100).Select(number => $"many/{number:d4}").ToArray();
        foreach (var name in names)
        {
            await store.AddAsync(name);
        }

        await store.AddAsync("many.more/1", "x");
        await store.AddAsync("many0", "x");
        await store.AddAsync("ä/1", "x");
        await store.AddAsync("Z/1", "xyz");
        Assert.Equal(names, await store.ListAsync("many"));
        Assert.Equal(["Z/1", "many.more/1", .. names, "many0", "ä/1"], await store.ListAsync());
        await foreach (var image in store.Server.ListImagesAsync("Z", Cancellation))
        {
            Assert.Equal(3ul, image.TotalDataBytes);
            Assert.NotNull(image.CreatedOn);
            Assert.Null(image.ExpiresAt);
        }
    }

    private static async Task Fails(ImageStoreError reason, Func<Task> action) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<ImageStoreException>(action)).Reason);
}
