using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Imaginator.Images;

/// <summary>The address of an object: the SHA-512 of its contents. All zero stands for "none" (an empty file).</summary>
public readonly struct ObjectHash : IEquatable<ObjectHash>, IComparable<ObjectHash>
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 64;

    private readonly Storage _bytes;

    /// <summary>Takes over the bytes of a hash.</summary>
    /// <param name="bytes">Exactly <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException">There are fewer or more.</exception>
    public ObjectHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"An object hash has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
    }

    /// <summary>Whether it is all zero and so stands for "none".</summary>
    public bool IsZero => !AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>The bytes, without a copy.</summary>
    /// <returns>A span over this very value; it must not outlive the variable.</returns>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <summary>Computes the hash of contents.</summary>
    /// <param name="contents">The contents.</param>
    /// <returns>Their SHA-512.</returns>
    public static ObjectHash Compute(ReadOnlySpan<byte> contents)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA512.HashData(contents, hash);
        return new ObjectHash(hash);
    }

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    /// <param name="text">128 hexadecimal digits.</param>
    /// <param name="hash">The hash.</param>
    /// <returns>Whether the text is a hash.</returns>
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

    /// <summary>The first bytes: a hash needs no further mixing.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => MemoryMarshal.Read<int>(AsSpan());

    /// <summary>Compares byte by byte.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns>The order.</returns>
    public int CompareTo(ObjectHash other) => AsSpan().SequenceCompareTo(other.AsSpan());

    /// <summary>The hash as 128 lower-case hexadecimal digits.</summary>
    /// <returns>The digits.</returns>
    public override string ToString() => Convert.ToHexStringLower(AsSpan());

    /// <summary>Compares for equality.</summary>
    /// <param name="left">A hash.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(ObjectHash left, ObjectHash right) => left.Equals(right);

    /// <summary>Compares for inequality.</summary>
    /// <param name="left">A hash.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(ObjectHash left, ObjectHash right) => !left.Equals(right);

    /// <summary>Compares byte by byte.</summary>
    /// <param name="left">A hash.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether the left one comes first.</returns>
    public static bool operator <(ObjectHash left, ObjectHash right) => left.CompareTo(right) < 0;

    /// <summary>Compares byte by byte.</summary>
    /// <param name="left">A hash.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether the right one does not come first.</returns>
    public static bool operator <=(ObjectHash left, ObjectHash right) => left.CompareTo(right) <= 0;

    /// <summary>Compares byte by byte.</summary>
    /// <param name="left">A hash.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether the right one comes first.</returns>
    public static bool operator >(ObjectHash left, ObjectHash right) => left.CompareTo(right) > 0;

    /// <summary>Compares byte by byte.</summary>
    /// <param name="left">A hash.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether the left one does not come first.</returns>
    public static bool operator >=(ObjectHash left, ObjectHash right) => left.CompareTo(right) >= 0;

    [InlineArray(Length)]
    private struct Storage
    {
        private byte _first;
    }
}
