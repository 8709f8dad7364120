using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using CsCheck;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Format;

public sealed class TreeFormatTests
{
    // Where the counts are in the header.
    private const int ObjectCountOffset = 8;
    private const int InodeCountOffset = 16;

    private static readonly Gen<ImmutableArray<ExtendedAttribute>> Attributes =
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 20], Gen.Byte.Array[0, 100])
            .Select((name, value) => new ExtendedAttribute("user." + name, value))
            .Array[0, 3].Select(ImmutableArray.Create);

    private static readonly Gen<Inode> Leaf = Gen.OneOf<Inode>(
        Gen.Select(Gen.UInt, Gen.Long, Gen.Int[0, 999_999_999], Gen.Int[0, 9], Gen.UInt)
            .Select((mode, seconds, nanoseconds, content, uid) => (Inode)new RegularInode
            {
                Mode = mode, MtimeSeconds = seconds, MtimeNanoseconds = nanoseconds, Uid = uid, Size = (ulong)content,
                Hash = content == 0 ? default : Samples.HashOf($"{content}"),
            }),
        Gen.Select(Gen.Byte.Array[1, 300], Gen.UInt)
            .Select((target, gid) => (Inode)new SymlinkInode { Target = FileName.Decode(target), Gid = gid }),
        Gen.Select(Gen.UInt, Gen.Long, Gen.ULong)
            .Select((mode, seconds, rdev) => (Inode)new SpecialInode { Mode = mode, MtimeSeconds = seconds, Rdev = rdev }));

    private static readonly Gen<FileSystemTree> Tree =
        Gen.Select(Gen.Select(Gen.ULong, Leaf, Attributes).Array[0, 40], Gen.Byte[1, 255].Array[1, 200].Array[0, 40])
            .Select((inodes, names) => MakeTree(inodes, names));

    [Fact]
    public void Keeps_EverythingOfATree() => TreeAssert.Equal(Samples.RichTree(), Read(Write(Samples.RichTree())));

    [Fact]
    public void Keeps_AnyTree() => Tree.Sample(tree => TreeAssert.Equal(tree, Read(Write(tree))));

    [Fact]
    public void Gives_EqualBytesForEqualTrees()
    {
        var tree = Samples.RichTree();
        var shuffled = tree with { InodeTable = tree.InodeTable.Reverse().ToDictionary() };
        Assert.Equal(Write(tree), Write(shuffled));
    }

    [Fact]
    public void Lists_EachObjectOnce()
    {
        using var input = new MemoryStream(Write(Samples.RichTree()));
        Assert.Equal(
            [new ObjectEntry(Samples.HashOf("world"), 5), new ObjectEntry(Samples.HashOf("hello"), 5)],
            ImageSerializer.ReadTreeObjects(input, input.Length));
    }

    [Fact]
    public void Refuses_TreesThatEndEarly()
    {
        var bytes = Write(Samples.RichTree());
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<ImageFormatException>(() => Read(bytes[..length]));
        }
    }

    [Fact]
    public void Refuses_BytesAfterTheEnd() =>
        Assert.Throws<ImageFormatException>(() => Read([.. Write(Samples.RichTree()), 0]));

    [Theory]
    [InlineData(ObjectCountOffset)]
    [InlineData(InodeCountOffset)]
    public void Refuses_CountsThatTheBytesCannotHold_WithoutAllocatingForThem(int offset)
    {
        var bytes = Write(Samples.RichTree());
        foreach (var count in (ulong[])[1000, int.MaxValue, uint.MaxValue, ulong.MaxValue])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(offset), count);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<ImageFormatException>(() => Read(bytes));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }
    }

    [Fact]
    public void Refuses_OrReads_WhateverIsInTheBytes()
    {
        var bytes = Write(Samples.RichTree());
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var changed = bytes.ToArray();
            foreach (var (index, value) in changes)
            {
                changed[index] = value;
            }

            ReadOrRefuse(changed);
        });
        Gen.Byte.Array[0, 500].Sample(garbage => ReadOrRefuse([.. ImageSerializer.TreeMagic, .. garbage]));
    }

    public static TheoryData<string, FileSystemTree> Nonsense()
    {
        var file = new RegularInode { Mode = Samples.RegularMode };
        var data = new TheoryData<string, FileSystemTree>();
        void Add(string fault, Inode inode, params string[] names) => data.Add(fault, new FileSystemTree
        {
            InodeTable = new Dictionary<ulong, Inode> { [1] = inode, [2] = file with { Size = 1, Hash = Samples.HashOf("x") } },
            Root = new DirectoryInode { Mode = 0, Entries = [.. names.Select(name => new DirectoryEntry(name, 1))] },
            NumRegularInodes = 0, TotalDataBytes = 0, DirectoryCount = 0,
        });
        Add("is not a valid file name", file, "a/b");
        Add("is not a valid file name", file, "..");
        Add("is not a valid file name", file, "");
        Add("is not a valid file name", file, "a\0");
        Add("is not a valid file name", file, new string('x', 256));
        Add("out of order or occurs twice", file, "b", "a");
        Add("out of order or occurs twice", file, "a", "a");
        Add("second name", new DirectoryInode { Mode = 0 }, "a", "b");
        Add("does not exist", new DirectoryInode { Mode = 0, Entries = [new("x", 3)] }, "a");
        Add("has the length 1, but the hash 000", file with { Size = 1 }, "a");
        Add("but another inode declares 2", file with { Size = 2, Hash = Samples.HashOf("x") }, "a");
        Add("with 1000000000 ns", file with { MtimeNanoseconds = 1_000_000_000 }, "a");
        return data;
    }

    [Theory]
    [MemberData(nameof(Nonsense), DisableDiscoveryEnumeration = true)]
    public void Refuses_ToStoreNonsense(string fault, FileSystemTree tree)
    {
        var message = Assert.Throws<ImageFormatException>(() => Write(tree)).Message;
        Assert.True(message.Contains(fault) || (fault == "but another inode declares 2" && message.Contains("has 1 bytes, another 2")), message);
    }

    private static void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            Read(bytes);
        }
        catch (ImageFormatException)
        {
            // One of the two answers that are allowed.
        }
    }

    private static byte[] Write(FileSystemTree tree)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ImageSerializer.WriteTree(tree, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static FileSystemTree Read(byte[] bytes)
    {
        using var input = new MemoryStream(bytes);
        return ImageSerializer.ReadTree(input, bytes.Length);
    }

    private static FileSystemTree MakeTree(
        (ulong Number, Inode Inode, ImmutableArray<ExtendedAttribute> Attributes)[] inodes, byte[][] names)
    {
        var table = inodes.DistinctBy(inode => inode.Number)
            .ToDictionary(inode => inode.Number, inode => inode.Inode with { ExtendedAttributes = inode.Attributes });
        var numbers = table.Keys.ToArray();
        var entries = names.Select(name => FileName.Decode(name))
            .Where(name => TreeRules.FaultOfName(name) is null && numbers.Length > 0)
            .Distinct()
            .Order(FileName.BytewiseComparer)
            .Select((name, index) => new DirectoryEntry(name, numbers[index % numbers.Length]));
        return new FileSystemTree
        {
            InodeTable = table,
            Root = new DirectoryInode { Mode = Samples.DirectoryMode, Entries = [.. entries] },
            NumRegularInodes = (ulong)table.Values.Count(inode => inode is RegularInode),
            TotalDataBytes = 12,
            DirectoryCount = 1,
        };
    }
}
