using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>The format of claims.</summary>
internal static class ClaimFormat
{
    private static ReadOnlySpan<byte> Magic => "imgs3cl\x01"u8;

    public static byte[] Write(Claim claim) => SealedRecord.Write(Magic, output =>
    {
        output.WriteId(claim.Owner);
        output.WriteId(claim.Nonce);
        output.WriteVarint((ulong)claim.Hashes.Count);
        foreach (var hash in claim.Hashes)
        {
            output.WriteHash(hash);
        }
    });

    /// <summary>Reads a claim.</summary>
    /// <exception cref="ImageFormatException">The bytes are invalid.</exception>
    public static Claim Read(byte[] bytes) => SealedRecord.Read(bytes, Magic, input =>
    {
        var (owner, nonce) = (input.ReadId(), input.ReadId());
        var count = input.ReadCount(ObjectHash.Length);
        if (count > StoreLimits.PackEntries)
        {
            throw new ImageFormatException("it has too many objects");
        }

        var hashes = new HashSet<ObjectHash>(count);
        for (; count > 0; count--)
        {
            hashes.Add(input.ReadHash());
        }

        return new Claim(owner, nonce, hashes);
    });
}
