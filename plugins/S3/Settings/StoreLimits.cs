namespace Imaginator.Plugins.S3.Settings;

/// <summary>Limits of everything that the contents of a bucket can count, size or name: a bucket is as trusted as its writers.</summary>
internal static class StoreLimits
{
    /// <summary>The maximum length of an object that is read as a whole: records, claims, leases, the state.</summary>
    public const int RecordBytes = 16 << 20;

    /// <summary>The maximum length of an index object.</summary>
    public const int IndexBytes = 64 << 20;

    /// <summary>The maximum number of objects in a new index object, with which it stays below <see cref="IndexBytes"/>.</summary>
    public const int IndexEntries = 250_000;

    /// <summary>The maximum number of index objects.</summary>
    public const int Indexes = 100_000;

    /// <summary>The maximum number of objects in a pack: their hashes have 1 MiB.</summary>
    public const int PackEntries = 16_384;

    /// <summary>The maximum length of an object, and of a pack: the limit of S3.</summary>
    public const long ObjectBytes = 5L << 40;

    /// <summary>The maximum number of packs.</summary>
    public const int Packs = 4_000_000;

    /// <summary>The maximum number of images, including deleted ones.</summary>
    public const int Images = 1_000_000;

    /// <summary>The maximum number of claims and of leases. Others are ignored.</summary>
    public const int Leases = 10_000;

    /// <summary>The maximum number of other uploads whose claims are respected. The others can transfer the same objects.</summary>
    public const int LiveClaims = 256;

    /// <summary>The maximum number of packs that await their removal.</summary>
    public const int CondemnedPacks = 50_000;

    /// <summary>The maximum length of a name of an image as a key, in bytes.</summary>
    public const int NameKeyBytes = 700;

    /// <summary>The maximum length of the prefix of a store, in bytes.</summary>
    public const int PrefixBytes = 200;

    /// <summary>The maximum number of parts of an object that is stored in parts: the limit of S3.</summary>
    public const int Parts = 10_000;
}
