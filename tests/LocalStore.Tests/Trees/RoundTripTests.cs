using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using Imaginator.Building.Scanning;
using Imaginator.Building.Unpacking;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Tests.Support;
using Imaginator.Scanning;

namespace Imaginator.Plugins.LocalStore.Tests.Trees;

/// <summary>One set of rules for scans, the store and unpacking: what one of them accepts, all accept.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Name = Gen.Frequency(
        (20, Gen.Byte[1, 255].Array[1, 12].Select(bytes => FileName.Decode(bytes).Replace("/", "-", StringComparison.Ordinal))),
        (4, Gen.Int[250, 257].Select(length => new string('n', length))),
        (1, OneOf("", ".", "..", "a/b", "a\0b", "\ud800", ".inodes")));

    private static readonly Gen<uint> Mode = Gen.Select(
        OneOf(0x1000u, 0x2000u, 0x4000u, 0x6000u, 0x8000u, 0x8000u, 0x8000u, 0xA000u, 0xC000u), Gen.UInt[0, 0xFFF],
        (type, bits) => type | bits);

    private static readonly Gen<ImmutableArray<ExtendedAttribute>> Attributes =
        Gen.Select(Name, Gen.Frequency((9, Gen.Int[0, 40]), (1, Gen.Int[65_530, 65_540])))
            .Select((name, length) => new ExtendedAttribute("user." + name, new byte[length]))
            .Array[0, 2].Select(ImmutableArray.Create);

    private static readonly Gen<Inode> Leaf = Gen.OneOf<Inode>(
        Gen.Select(Mode, Gen.Long, Gen.Int[-1, 1_000_000_000], Attributes, Gen.Bool).Select((mode, seconds, nanoseconds, attributes, isEmpty) =>
            (Inode)new RegularInode
            {
                Mode = mode, MtimeSeconds = seconds, MtimeNanoseconds = nanoseconds, ExtendedAttributes = attributes,
                Size = isEmpty ? 0ul : 1, Hash = isEmpty ? default : Samples.HashOf("x"),
            }),
        Gen.Frequency((9, Name), (1, Gen.Int[4090, 4100].Select(length => new string('t', length))))
            .Select(target => (Inode)new SymlinkInode { Target = target }),
        Gen.Select(Mode, Gen.ULong).Select((mode, device) => (Inode)new SpecialInode { Mode = mode, Rdev = device }),
        Mode.Select(mode => (Inode)new ComputedRegularInode { Mode = mode, Source = "s" }));

    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task AnyTreeOfADisk_ComesBack()
    {
        await using var store = await TestStore.CreateAsync();
        for (var seed = 1; seed <= 6; seed++)
        {
            using var source = new TemporaryDirectory();
            using (var root = DirectoryHandle.OpenHost(source.FullName))
            {
                RandomTree.Fill(root, seed, 60);
            }

            var image = string.Create(CultureInfo.InvariantCulture, $"s/{seed}");
            FileSystemTree scanned;
            await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
            {
                scanned = await ScanAsync(source.FullName, upload);
                await upload.CommitAsync(image, new Image { FileSystem = scanned }, Cancellation);
            }

            var stored = (await store.Server.GetImageAsync(image, true, Cancellation))!;
            TreeAssert.Equal(scanned, stored.FileSystem!);
            using var target = new TemporaryDirectory();
            await ImageUnpacker.UnpackAsync(store.Server, stored, target.FullName, Cancellation);
            await using var again = await store.Server.BeginUploadAsync(Cancellation);
            TreeAssert.Equal(scanned, await ScanAsync(target.FullName, again));
        }

        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task AnyTree_IsStored_IfAndOnlyIfItCanBeUnpacked()
    {
        await using var store = await TestStore.CreateAsync("/dev/shm");
        var number = 0;
        var stored = 0;
        await Gen.Select(Gen.Select(Name, Leaf).Array[0, 3], Gen.Int[1, 45], OneOf(1, 100), Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true))))
            .SampleAsync(
                async (leaves, depth, nameLength, isCyclic) =>
                {
                    var tree = MakeTree(leaves, depth, nameLength, isCyclic);
                    var canUnpack = true;
                    try
                    {
                        TreeValidator.Validate(tree);
                    }
                    catch (UnpackException)
                    {
                        canUnpack = false;
                    }

                    var isStored = await TryStoreAsync(
                        store, string.Create(CultureInfo.InvariantCulture, $"s/{Interlocked.Increment(ref number)}"), tree);
                    if (isStored)
                    {
                        Interlocked.Increment(ref stored);
                    }

                    Assert.Equal(canUnpack, isStored);
                },
                iter: 150,
                threads: 1);
        Assert.InRange(stored, 10, 140);
    }

    [Theory]
    [InlineData("deep")]
    [InlineData(".inodes")]
    public async Task WhatCannotBeUnpacked_IsRefused_AndFoundInStoresOfOlderVersions(string kind)
    {
        var tree = kind == "deep" ? MakeTree([], 42, 100, false) : MakeTree([(".inodes", new SymlinkInode { Target = "x" })], 1, 1, false);
        await using var store = await TestStore.CreateAsync();
        var error = await Assert.ThrowsAsync<ImageStoreException>(() => StoreAsync(store, "s/1", tree));
        Assert.Equal(ImageStoreError.BadRequest, error.Reason);
        Assert.Contains(kind == "deep" ? "maximum is 4095 bytes" : "/.inodes is reserved", error.Message, StringComparison.Ordinal);

        await OlderVersion.AddAsync(store, "s/2", tree);
        var report = await store.CheckAsync(repair: true);
        Assert.Contains("image \"s/2\" cannot be unpacked", Assert.Single(report.Unrepaired), StringComparison.Ordinal);
        Assert.Equal(["s/2"], await store.ListAsync());
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static async Task<FileSystemTree> ScanAsync(string path, IImageUpload upload)
    {
        using var root = TreeRoot.OpenImage(path);
        return (await new TreeScanner(TimeProvider.System).ScanAsync(root, null, upload, Cancellation)).Tree;
    }

    // Leaves at the bottom of nested directories; with the same name twice, the writer refuses, as unpacking does.
    private static FileSystemTree MakeTree((string Name, Inode Inode)[] leaves, int depth, int nameLength, bool isCyclic)
    {
        var inodes = new Dictionary<ulong, Inode>();
        var entries = ImmutableArray.CreateBuilder<DirectoryEntry>();
        foreach (var (name, inode) in leaves.DistinctBy(leaf => leaf.Name).OrderBy(leaf => leaf.Name, SafeComparer.Instance))
        {
            inodes.Add((ulong)inodes.Count + 1, inode);
            entries.Add(new DirectoryEntry(name, (ulong)inodes.Count));
        }

        var directory = new DirectoryInode { Mode = Samples.DirectoryMode, Entries = entries.ToImmutable() };
        for (var level = 1; level < depth; level++)
        {
            var number = (ulong)inodes.Count + 1;
            inodes.Add(number, directory);
            directory = new DirectoryInode { Mode = Samples.DirectoryMode, Entries = [new DirectoryEntry(new string('d', nameLength), number)] };
        }

        if (isCyclic)
        {
            inodes.Add((ulong)inodes.Count + 1, directory);
            var loop = new DirectoryEntry("z", (ulong)inodes.Count);
            directory = directory with { Entries = [.. directory.Entries.Append(loop).OrderBy(entry => entry.Name, SafeComparer.Instance)] };
        }

        return new FileSystemTree
        {
            InodeTable = inodes,
            Root = directory,
            NumRegularInodes = (ulong)inodes.Values.Count(inode => inode is RegularInode),
            TotalDataBytes = 0,
            DirectoryCount = (ulong)depth,
        };
    }

    private static async Task<bool> TryStoreAsync(TestStore store, string name, FileSystemTree tree)
    {
        try
        {
            await StoreAsync(store, name, tree);
            return true;
        }
        catch (ImageStoreException e) when (e.Reason == ImageStoreError.BadRequest)
        {
            return false;
        }
    }

    private static async Task StoreAsync(TestStore store, string name, FileSystemTree tree)
    {
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        await TestStore.AddTextAsync(upload, "x");
        await upload.CommitAsync(name, new Image { FileSystem = tree }, Cancellation);
    }

    /// <summary>The byte order of names, and any order of those that stand for no bytes.</summary>
    private sealed class SafeComparer : IComparer<string>
    {
        public static SafeComparer Instance { get; } = new();

        public int Compare(string? first, string? second)
        {
            try
            {
                return FileName.BytewiseComparer.Compare(first, second);
            }
            catch (ArgumentException)
            {
                return string.CompareOrdinal(first, second);
            }
        }
    }
}
