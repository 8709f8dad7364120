using System.Buffers;
using System.Text;
using CsCheck;
using Imaginator.Images;
using Imaginator.Images.Serialization;

namespace Imaginator.Abstractions.Tests.Images.Serialization;

public sealed class ImageSerializerTests
{
    [Fact]
    public void Json_KeepsEverythingOfAnImage() => Assert.Equal(SampleImages.Rich, ReadJson(WriteJson(SampleImages.Rich)));

    [Fact]
    public void Json_KeepsAnyTree() =>
        SampleImages.Trees.Sample(tree => ReadJson(WriteJson(new Image { FileSystem = tree })).FileSystem!.Equals(tree), iter: 200);

    [Fact]
    public void Json_IsTheSameForEqualImages()
    {
        var tree = SampleImages.Rich.FileSystem!;
        var shuffled = SampleImages.Rich with { FileSystem = tree with { InodeTable = tree.InodeTable.Reverse().ToDictionary() } };
        Assert.Equal(WriteJson(SampleImages.Rich), WriteJson(shuffled));
    }

    [Fact]
    public void Json_TellsAbsentFromEmpty()
    {
        Assert.Equal("{\"version\":1}", WriteJson(new Image()));
        Assert.Equal(new Image(), ReadJson("{\"version\":1}"));
        var empty = new Image { Filter = new Filter([]), Triggers = [] };
        Assert.Equal(empty, ReadJson(WriteJson(empty)));
    }

    // The form of other programs: what it looks like may not change.
    [Fact]
    public void Json_OfAByteThatIsNotUtf8_IsItsTwoDigitsAfterU0000()
    {
        var json = WriteJson(new Image { SourceImage = "a\udcffb", BuildBranch = "größe\0" });
        Assert.Equal("{\"version\":1,\"buildBranch\":\"größe\\u000000\",\"sourceImage\":\"a\\u0000ffb\"}", json);
    }

    [Fact]
    public void Json_RefusesToWrite_SurrogateThatStandsForNoByte()
    {
        Assert.Throws<ArgumentException>(() => WriteJson(new Image { SourceImage = "a\ud800" }));
        Assert.Throws<ArgumentException>(() => WriteJson(new Image { SourceImage = "a\udc41" }));
    }

    [Fact]
    public void Json_IgnoresUnknownMembers() =>
        Assert.Equal(new Image { SourceImage = "x" }, ReadJson("{\"version\":1,\"later\":{\"a\":[1]},\"sourceImage\":\"x\"}"));

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "the image is not an object")]
    [InlineData("{}", "\"version\" of the image must be 1")]
    [InlineData("{\"version\":2}", "\"version\" of the image must be 1")]
    [InlineData("{\"version\":1} {}", "not valid JSON")]
    [InlineData("{\"version\":1,\"sourceImage\":3}", "\"sourceImage\" of the image is not a text")]
    [InlineData("{\"version\":1,\"sourceImage\":\"\\udc80\"}", "not valid JSON")]
    [InlineData("{\"version\":1,\"sourceImage\":\"\\u0000\"}", "U+0000")]
    [InlineData("{\"version\":1,\"sourceImage\":\"\\u00007f\"}", "U+0000")]
    [InlineData("{\"version\":1,\"createdOn\":\"yesterday\"}", "\"createdOn\" of the image is not a time")]
    [InlineData("{\"version\":1,\"buildLog\":{\"object\":\"00\"}}", "\"object\" of buildLog is not a SHA-512 hash")]
    [InlineData("{\"version\":1,\"packages\":[{\"size\":-1}]}", "\"size\" of a package is not a number of 64 bits")]
    [InlineData("{\"version\":1,\"triggers\":{}}", "\"triggers\" of the image is not a list")]
    [InlineData("{\"version\":1,\"fileSystem\":{}}", "\"inodes\" of the file system is missing")]
    [InlineData("{\"version\":1,\"fileSystem\":{\"inodes\":[]}}", "\"root\" of the file system is missing")]
    [InlineData(Tree + "\"type\":\"symlink\",\"target\":\"x\"}}}", "\"root\" of the file system is not a directory")]
    [InlineData(Tree + "\"type\":\"other\"}}}", "\"type\" of the root is unknown: \"other\"")]
    [InlineData(Tree + "\"type\":\"directory\",\"mode\":\"9\"}}}", "\"mode\" of the root is not a mode of octal digits")]
    [InlineData(Tree + Root + "[{\"name\":\"a/b\",\"inode\":1}]}}}", "\"a/b\" is not a valid file name")]
    [InlineData(Tree + Root + "[{\"name\":\"a\"}]}}}", "\"inode\" of an entry is missing")]
    [InlineData(Tree + Root + "[{\"name\":\"a\",\"inode\":1}]}}}", "inode 1, which does not exist")]
    public void Json_RefusesNonsense_AndSaysWhere(string json, string fault) =>
        Assert.Contains(fault, Assert.Throws<ImageFormatException>(() => ReadJson(json)).Message, StringComparison.Ordinal);

    private const string Tree = "{\"version\":1,\"fileSystem\":{\"inodes\":[],\"root\":{";
    private const string Root = "\"type\":\"directory\",\"mode\":\"040755\",\"entries\":";

    [Fact]
    public void Json_RefusesOrReads_WhateverIsInTheBytes()
    {
        var bytes = Encoding.UTF8.GetBytes(WriteJson(SampleImages.Rich));
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 3].Sample(
            changes =>
            {
                var changed = bytes.ToArray();
                foreach (var (index, value) in changes)
                {
                    changed[index] = value;
                }

                try
                {
                    using var input = new MemoryStream(changed);
                    ImageSerializer.ReadJson(input);
                }
                catch (ImageFormatException)
                {
                    // One of the two answers that are allowed.
                }
            },
            iter: 500);
    }

    [Fact]
    public void Binary_KeepsEverythingOfAnImage_ExceptTheTimesThatAStoreKeeps()
    {
        var metadata = ImageSerializer.ReadMetadata(ImageSerializer.WriteMetadata(SampleImages.Rich));
        Assert.Equal(SampleImages.Rich with { FileSystem = null, CreatedOn = default, ExpiresAt = null }, metadata);
        Assert.Equal(SampleImages.Rich.FileSystem, ReadTree(WriteTree(SampleImages.Rich.FileSystem!)));
    }

    [Fact]
    public void Binary_KeepsAnyTree() => SampleImages.Trees.Sample(tree => ReadTree(WriteTree(tree)).Equals(tree), iter: 200);

    [Fact]
    public void Binary_BeginsWithTheMagic_AndThenTheObjects()
    {
        var bytes = WriteTree(SampleImages.Rich.FileSystem!);
        Assert.True(bytes.AsSpan().StartsWith(ImageSerializer.TreeMagic));
        using var input = new MemoryStream(bytes);
        Assert.Equal(
            [new ObjectEntry(SampleImages.HashOf(2), 5), new ObjectEntry(SampleImages.HashOf(1), 5)],
            ImageSerializer.ReadTreeObjects(input, input.Length));
    }

    [Fact]
    public void Objects_AreContentsAndAttachments_EachOnce()
    {
        var image = SampleImages.Rich with { ReleaseNotes = new Annotation(SampleImages.HashOf(1)) };
        Assert.Equal([SampleImages.HashOf(3), SampleImages.HashOf(1)], image.EnumerateAttachments());
        Assert.Equal(
            new[] { SampleImages.HashOf(1), SampleImages.HashOf(2), SampleImages.HashOf(3) }.Order(), image.EnumerateObjects().Order());
        Assert.Equal(image.EnumerateAttachments(), (image with { FileSystem = null }).EnumerateObjects());
        Assert.Single((image with { ReleaseNotes = image.BuildLog }).EnumerateAttachments());
        Assert.Empty(new Image().EnumerateObjects());
    }

    [Fact]
    public void Records_KeepAnyValues() =>
        Gen.Select(Gen.ULong, Gen.Long, Gen.UInt, Gen.Byte.Array[0, 50]).Sample(values =>
        {
            var (number, signed, small, bytes) = values;
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new RecordWriter(buffer);
            writer.WriteVarint(number);
            writer.WriteUInt64(number);
            writer.WriteSigned(signed);
            writer.WriteVarint(small);
            writer.WriteBytes(bytes);
            using var input = new MemoryStream(buffer.WrittenSpan.ToArray());
            using var reader = new RecordReader(input, input.Length);
            Assert.Equal((number, number, signed, small), (reader.ReadVarint(), reader.ReadUInt64(), reader.ReadSigned(), reader.ReadUInt32()));
            Assert.Equal(bytes, reader.ReadBytes().ToArray());
            reader.ExpectEnd();
        });

    private static string WriteJson(Image image)
    {
        using var output = new MemoryStream();
        ImageSerializer.WriteJson(image, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static Image ReadJson(string json)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return ImageSerializer.ReadJson(input);
    }

    private static byte[] WriteTree(FileSystemTree tree)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ImageSerializer.WriteTree(tree, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static FileSystemTree ReadTree(byte[] bytes)
    {
        using var input = new MemoryStream(bytes);
        return ImageSerializer.ReadTree(input, bytes.Length);
    }
}
