using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;

namespace Imaginator.Plugins.S3.Tests.Formats;

public sealed class FormatTests
{
    private static readonly string Id = new('a', 32);
    private static readonly ObjectHash Hash = ObjectHash.Compute([1]);

    private static readonly byte[] Index = IndexFormat.Write([new IndexedPack(Id, 10, [new PackedObject(Hash, 2, 3)])]);
    private static readonly byte[] State = CollectorStateFormat.Write(new CollectorState { Generation = 7, Removing = [Id] });
    private static readonly byte[] Claim = ClaimFormat.Write(new Claim(Id, Id, [Hash]));
    private static readonly byte[] Pins = PinFormat.Write(["s/1"]);
    private static readonly byte[] Record = ImageRecordFormat.Write(
        new ImageRecord(Id, "s/1", ImageState.Listed, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), 5, Hash, [1, 2]));

    public static TheoryData<string> Kinds => ["index", "state", "claim", "pins", "record"];

    [Fact]
    public void Records_AreReadAsTheyWereWritten()
    {
        var pack = Assert.Single(IndexFormat.Read(Index));
        Assert.Equal((Id, 10L), (pack.Id, pack.Length));
        Assert.Equal([new PackedObject(Hash, 2, 3)], pack.Objects);
        var state = CollectorStateFormat.Read(State);
        Assert.Equal(7ul, state.Generation);
        Assert.Equal(Id, Assert.Single(state.Removing));
        Assert.Equal(Hash, Assert.Single(ClaimFormat.Read(Claim).Hashes));
        Assert.Equal(["s/1"], PinFormat.Read(Pins));
        var record = ImageRecordFormat.Read(Record, "images/s/1");
        Assert.Equal(("s/1", ImageState.Listed, 5ul, Hash), (record.Name, record.State, record.TotalDataBytes, record.Tree));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(1), record.ExpiresAt);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ChangedRecords_AreRefused(string kind)
    {
        var (bytes, read) = Of(kind);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<ImageFormatException>(() => read(bytes[..length]));
        }

        Assert.Throws<ImageFormatException>(() => read([.. bytes, 0]));
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.Throws<ImageFormatException>(() => read(changed));
        }
    }

    [Theory]
    [InlineData(8, 3)] // Beyond the end of the pack.
    [InlineData(0, 0)]
    [InlineData(0, long.MaxValue)]
    public void ObjectsOutsideOfTheirPack_AreRefused(long offset, long length)
    {
        var bytes = IndexFormat.Write([new IndexedPack(Id, 10, [new PackedObject(Hash, offset, length)])]);

        Assert.Throws<ImageFormatException>(() => IndexFormat.Read(bytes));
    }

    [Fact]
    public void ObjectsThatOverlap_AreRefused()
    {
        // The gap before the second object is negative, which is a large number.
        var bytes = IndexFormat.Write([new IndexedPack(Id, 10, [new PackedObject(Hash, 0, 5), new PackedObject(ObjectHash.Compute([2]), 3, 2)])]);

        Assert.Throws<ImageFormatException>(() => IndexFormat.Read(bytes));
    }

    [Fact]
    public void RecordOfAnotherImage_IsRefused() =>
        Assert.Throws<ImageFormatException>(() => ImageRecordFormat.Read(Record, "images/s/2"));

    [Theory]
    [InlineData("packs/../../etc")]
    [InlineData("packs/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("packs/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/x")]
    [InlineData("index/20300101T000000000Z-..")]
    [InlineData("index/20301301T000000000Z-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("claims/-000000000000001")]
    [InlineData("claims/00000000000000001")]
    public void ForeignKeys_AreIgnored(string key)
    {
        Assert.Null(StoreKeys.PackOf(key));
        Assert.Null(StoreKeys.TimeOfIndex(key));
        Assert.Null(StoreKeys.NumberOfClaim(key));
    }

    [Theory]
    [InlineData("s/2030-01-31:23:59:59", "images/s/2030-01-31:23:59:59")]
    [InlineData("\u00e9 =/x", "images/=C3=A9=20=3D/x")]
    public void NamesOfImages_HaveKeysOfPlainCharacters(string name, string key) => Assert.Equal(key, StoreKeys.OfImage(name));

    [Fact]
    public void NamesThatAreNotUtf8_HaveKeys() => Assert.Equal("images/=FF/x", StoreKeys.OfImage("\udcff/x"));

    [Fact]
    public void KeysOfIndexObjects_SortByTime()
    {
        var time = new DateTimeOffset(2030, 1, 31, 23, 59, 59, 999, TimeSpan.Zero);

        Assert.Equal($"index/20300131T235959999Z-{Id}", StoreKeys.OfIndex(time, Id));
        Assert.Equal(time, StoreKeys.TimeOfIndex(StoreKeys.OfIndex(time, Id)));
        Assert.True(string.CompareOrdinal(StoreKeys.AfterIndexes(time), StoreKeys.OfIndex(time, Id)) < 0);
    }

    private static (byte[] Bytes, Action<byte[]> Read) Of(string kind) => kind switch
    {
        "index" => (Index, bytes => IndexFormat.Read(bytes)),
        "state" => (State, bytes => CollectorStateFormat.Read(bytes)),
        "claim" => (Claim, bytes => ClaimFormat.Read(bytes)),
        "pins" => (Pins, bytes => PinFormat.Read(bytes)),
        _ => (Record, bytes => ImageRecordFormat.Read(bytes, "images/s/1")),
    };
}
