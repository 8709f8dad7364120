using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Imaginator.Files;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Layout;

/// <summary>The keys of a store, relative to its prefix. Keys that do not have these forms belong to others and are ignored.</summary>
internal static class StoreKeys
{
    public const string Format = "format";
    public const string Packs = "packs/";
    public const string Indexes = "index/";
    public const string Images = "images/";
    public const string Claims = "claims/";
    public const string Leases = "leases/";
    public const string State = "gc/state";
    public const string CollectorLease = "gc/lease";

    /// <summary>The length of an ID in bytes.</summary>
    public const int IdBytes = 16;

    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";
    private const int TimeLength = 19;
    private const int ClaimDigits = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Makes an ID that no other program makes: 32 hexadecimal digits.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdBytes * 2, lowercase: true);

    /// <summary>True for 32 lower-case hexadecimal digits.</summary>
    public static bool IsId(ReadOnlySpan<char> text) =>
        text.Length == IdBytes * 2 && !text.ContainsAnyExcept(HexDigits);

    public static string OfPack(string id) => Packs + id;

    /// <summary>The ID of a pack; null for a foreign key.</summary>
    public static string? PackOf(string key) =>
        key.StartsWith(Packs, StringComparison.Ordinal) && IsId(key.AsSpan(Packs.Length)) ? key[Packs.Length..] : null;

    public static string OfLease(string id) => Leases + id;

    public static bool IsLease(string key) => key.StartsWith(Leases, StringComparison.Ordinal) && IsId(key.AsSpan(Leases.Length));

    /// <summary>The key of a new index object: the keys sort by time.</summary>
    public static string OfIndex(DateTimeOffset time, string id) => $"{AfterIndexes(time)}-{id}";

    /// <summary>A key before those of the index objects of a time and later.</summary>
    public static string AfterIndexes(DateTimeOffset time) => Indexes + time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>The time in the key of an index object; null for a foreign key.</summary>
    public static DateTimeOffset? TimeOfIndex(string key)
    {
        var name = key.AsSpan(Math.Min(Indexes.Length, key.Length));
        return key.StartsWith(Indexes, StringComparison.Ordinal)
            && name.Length == TimeLength + 1 + (IdBytes * 2) && name[TimeLength] == '-' && IsId(name[(TimeLength + 1)..])
            && DateTimeOffset.TryParseExact(
                name[..TimeLength], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
    }

    public static string OfClaim(long number) => Claims + number.ToString("D16", CultureInfo.InvariantCulture);

    /// <summary>The number of a claim; null for a foreign key.</summary>
    public static long? NumberOfClaim(string key) =>
        key.Length == Claims.Length + ClaimDigits && key.StartsWith(Claims, StringComparison.Ordinal)
        && long.TryParse(key.AsSpan(Claims.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>
    /// The key of an image: bytes of its name that are not letters, digits or <c>/ . _ - :</c> are written as <c>=</c> and two digits, so
    /// that servers and tools that change or refuse other characters keep the name.
    /// </summary>
    /// <returns>The key; null if it is too long.</returns>
    public static string? OfImage(string name)
    {
        var key = new StringBuilder(Images, Images.Length + name.Length);
        foreach (var value in FileName.Encode(name))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'/' or (byte)'.' or (byte)'_' or (byte)'-' or (byte)':')
            {
                key.Append((char)value);
            }
            else
            {
                key.Append(CultureInfo.InvariantCulture, $"={value:X2}");
            }
        }

        return key.Length - Images.Length <= StoreLimits.NameKeyBytes ? key.ToString() : null;
    }
}
