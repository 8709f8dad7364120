using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Imaginator.Images;

/// <summary>
/// The identity of an object: the SHA-512 hash of its contents. A hash of zeros means no object (an empty file).
/// </summary>
public readonly struct ObjectHash : IEquatable<ObjectHash>, IComparable<ObjectHash>
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int Length = 64;

    private readonly Storage _bytes;

    /// <summary>Creates a hash from its bytes.</summary>
    /// <param name="bytes">Exactly <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> has another length.</exception>
    public ObjectHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"invalid object hash: must have {Length} bytes, not {bytes.Length}", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
    }

    /// <summary>True if all bytes are zero, which means no object.</summary>
    public bool IsZero => !AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>Gets the bytes without copying them.</summary>
    /// <returns>A span over this value. It must not outlive the variable.</returns>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <summary>Computes the SHA-512 hash of contents.</summary>
    /// <param name="contents">The contents.</param>
    /// <returns>The hash.</returns>
    public static ObjectHash Compute(ReadOnlySpan<byte> contents)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA512.HashData(contents, hash);
        return new ObjectHash(hash);
    }

    /// <summary>Parses the text form of a hash.</summary>
    /// <param name="text">128 hexadecimal digits.</param>
    /// <param name="hash">The hash if the method returns true, otherwise a hash of zeros.</param>
    /// <returns>True if the text is a hash.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ObjectHash hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length == 2 * Length
            && Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == Length)
        {
            hash = new ObjectHash(bytes);
            return true;
        }

        hash = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(ObjectHash other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ObjectHash other && Equals(other);

    /// <summary>Returns the first bytes of the hash, which need no further mixing.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => MemoryMarshal.Read<int>(AsSpan());

    /// <summary>Compares two hashes byte by byte.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns>Less than 0, 0, or more than 0 if this hash precedes, equals, or follows the other hash.</returns>
    public int CompareTo(ObjectHash other) => AsSpan().SequenceCompareTo(other.AsSpan());

    /// <summary>Formats the hash as 128 lower-case hexadecimal digits.</summary>
    /// <returns>The digits.</returns>
    public override string ToString() => Convert.ToHexStringLower(AsSpan());

    /// <summary>Compares two hashes for equality.</summary>
    /// <param name="left">The first hash.</param>
    /// <param name="right">The second hash.</param>
    /// <returns>True if the hashes are equal.</returns>
    public static bool operator ==(ObjectHash left, ObjectHash right) => left.Equals(right);

    /// <summary>Compares two hashes for inequality.</summary>
    /// <param name="left">The first hash.</param>
    /// <param name="right">The second hash.</param>
    /// <returns>True if the hashes differ.</returns>
    public static bool operator !=(ObjectHash left, ObjectHash right) => !left.Equals(right);

    /// <summary>Compares two hashes byte by byte.</summary>
    /// <param name="left">The first hash.</param>
    /// <param name="right">The second hash.</param>
    /// <returns>True if the first hash precedes the second.</returns>
    public static bool operator <(ObjectHash left, ObjectHash right) => left.CompareTo(right) < 0;

    /// <summary>Compares two hashes byte by byte.</summary>
    /// <param name="left">The first hash.</param>
    /// <param name="right">The second hash.</param>
    /// <returns>True if the first hash precedes or equals the second.</returns>
    public static bool operator <=(ObjectHash left, ObjectHash right) => left.CompareTo(right) <= 0;

    /// <summary>Compares two hashes byte by byte.</summary>
    /// <param name="left">The first hash.</param>
    /// <param name="right">The second hash.</param>
    /// <returns>True if the first hash follows the second.</returns>
    public static bool operator >(ObjectHash left, ObjectHash right) => left.CompareTo(right) > 0;

    /// <summary>Compares two hashes byte by byte.</summary>
    /// <param name="left">The first hash.</param>
    /// <param name="right">The second hash.</param>
    /// <returns>True if the first hash follows or equals the second.</returns>
    public static bool operator >=(ObjectHash left, ObjectHash right) => left.CompareTo(right) >= 0;

    [InlineArray(Length)]
    private struct Storage
    {
        private byte _first;
    }
}
