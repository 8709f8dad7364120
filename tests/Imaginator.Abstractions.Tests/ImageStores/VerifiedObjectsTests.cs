using System.Text;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Abstractions.Tests.ImageStores;

public sealed class VerifiedObjectsTests
{
    private static readonly ObjectHash Hash = ObjectHash.Compute("contents"u8);

    public static TheoryData<string> Forms => ["bytes", "file", "stream", "expendable file"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Delivers_ContentsThatMatch(string form)
    {
        using var file = new TemporaryDirectory();
        Assert.Equal(["contents"], await GetAsync(new DeliveringStore((0, Contents(file, form, "contents"))), Hash));
        Assert.Equal(["contents"], await GetInOrderAsync(new DeliveringStore((0, Contents(file, form, "contents"))), Hash));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Refuses_OtherContents_AndNamesTheObject(string form)
    {
        using var file = new TemporaryDirectory();
        foreach (var get in (Func<DeliveringStore, ObjectHash[], Task<string[]>>[])[GetAsync, GetInOrderAsync])
        {
            var error = await Assert.ThrowsAsync<ImageStoreException>(
                () => get(new DeliveringStore((0, Contents(file, form, "consents"))), [Hash]));
            Assert.Equal(ImageStoreError.Corrupt, error.Reason);
            Assert.Contains(Hash.ToString(), error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Refuses_AStreamThatEndsEarly_AndOneThatTheReceiverDidNotRead()
    {
        var early = new DeliveringStore((0, ObjectContents.FromStream(new MemoryStream("contents"u8.ToArray()), 9)));
        Assert.Contains(
            "they end early", (await Assert.ThrowsAsync<ImageStoreException>(() => GetAsync(early, Hash))).Message, StringComparison.Ordinal);

        var other = new DeliveringStore((0, ObjectContents.FromStream(new MemoryStream("consents"u8.ToArray()), 8)));
        await Assert.ThrowsAsync<ImageStoreException>(
            () => other.GetVerifiedObjectsAsync([Hash], (_, _, _) => ValueTask.CompletedTask, Token));
    }

    [Fact]
    public async Task Hides_BytesOfAStreamAfterTheObject() => Assert.Equal(
        ["contents"],
        await GetAsync(
            new DeliveringStore((0, ObjectContents.FromStream(new MemoryStream("contents and more"u8.ToArray()), 8))), Hash));

    [Fact]
    public async Task Refuses_ObjectsThatAreMissingOrTooMany()
    {
        var contents = ObjectContents.FromBytes("contents"u8.ToArray());
        Assert.Equal(ImageStoreError.UnknownObject, await ReasonAsync(GetAsync, new DeliveringStore(), Hash));
        Assert.Equal(ImageStoreError.UnknownObject, await ReasonAsync(GetInOrderAsync, new DeliveringStore((0, contents)), Hash, Hash));
        Assert.Equal(ImageStoreError.Corrupt, await ReasonAsync(GetAsync, new DeliveringStore((0, contents), (0, contents)), Hash));
        Assert.Equal(ImageStoreError.Corrupt, await ReasonAsync(GetAsync, new DeliveringStore((1, contents)), Hash));
        Assert.Equal(ImageStoreError.Corrupt, await ReasonAsync(GetAsync, new DeliveringStore((-1, contents)), Hash));
        Assert.Equal(ImageStoreError.Corrupt, await ReasonAsync(GetInOrderAsync, new DeliveringStore((0, contents), (0, contents)), Hash));
    }

    [Fact]
    public async Task DoesNotHashAgain_WhatAStoreVerifies()
    {
        var contents = ObjectContents.FromBytes("consents"u8.ToArray());
        Assert.Equal(["consents"], await GetAsync(new DeliveringStore((0, contents)) { VerifiesObjects = true }, Hash));
        Assert.Equal(["consents"], await GetInOrderAsync(new DeliveringStore((0, contents)) { VerifiesObjects = true }, Hash));
    }

    private static async Task<ImageStoreError> ReasonAsync(
        Func<DeliveringStore, ObjectHash[], Task<string[]>> get, DeliveringStore store, params ObjectHash[] hashes) =>
        (await Assert.ThrowsAsync<ImageStoreException>(() => get(store, hashes))).Reason;

    private static async Task<string[]> GetAsync(DeliveringStore store, params ObjectHash[] hashes)
    {
        var received = new string[hashes.Length];
        await store.GetVerifiedObjectsAsync(
            hashes, async (index, contents, token) => received[index] = await ReadAsync(contents, token), Token);
        return received;
    }

    private static async Task<string[]> GetInOrderAsync(DeliveringStore store, params ObjectHash[] hashes)
    {
        var received = new List<string>();
        await store.GetVerifiedObjectsInOrderAsync(
            hashes, async (contents, token) => received.Add(await ReadAsync(contents, token)), Token);
        return [.. received];
    }

    private static async Task<string> ReadAsync(ObjectContents contents, CancellationToken cancellationToken)
    {
        await using var stream = contents.OpenRead();
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancellationToken);
        return Encoding.UTF8.GetString(copy.ToArray());
    }

    private static ObjectContents Contents(TemporaryDirectory directory, string form, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (form is "bytes")
        {
            return ObjectContents.FromBytes(bytes);
        }

        if (form is "stream")
        {
            return ObjectContents.FromStream(new MemoryStream(bytes), bytes.Length);
        }

        // The finalizer closes it: the contents do not own it.
        var handle = File.OpenHandle(directory.Write(Guid.NewGuid().ToString("N"), text));
        return form is "file"
            ? ObjectContents.FromFile(handle, bytes.Length)
            : ObjectContents.FromExpendableFile(handle, bytes.Length, bytes);
    }
}
