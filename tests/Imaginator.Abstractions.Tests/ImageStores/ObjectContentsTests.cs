using Imaginator.ImageStores.Objects;

namespace Imaginator.Abstractions.Tests.ImageStores;

public sealed class ObjectContentsTests
{
    [Fact]
    public void ReadsFile_WithoutMovingOrClosingIt()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "contents");
            using var handle = File.OpenHandle(path);
            var contents = ObjectContents.FromFile(handle, 8);
            for (var i = 0; i < 2; i++)
            {
                using var stream = contents.OpenRead();
                using var reader = new StreamReader(stream);
                Assert.Equal("contents", reader.ReadToEnd());
            }

            Assert.False(handle.IsClosed);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task ReadsFile_NoFurtherThanItsLength()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "contents and more", TestContext.Current.CancellationToken);
            using var handle = File.OpenHandle(path);
            await using var stream = ObjectContents.FromFile(handle, 8).OpenRead();
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            Assert.Equal("contents"u8.ToArray(), copy.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ReadsBytes_OfPartOfAnArray()
    {
        using var stream = ObjectContents.FromBytes("xcontentsx"u8.ToArray().AsMemory(1, 8)).OpenRead();
        using var reader = new StreamReader(stream);
        Assert.Equal("contents", reader.ReadToEnd());
    }

    [Fact]
    public void Refuses_EmptyContents() =>
        Assert.Throws<ArgumentException>(() => ObjectContents.FromBytes(ReadOnlyMemory<byte>.Empty));
}
