using System.Buffers.Binary;
using System.Security.Cryptography;
using Imaginator.Files;

namespace Imaginator.Building.Inputs;

/// <summary>Digests named values one after the other, such that no two lists of values have the same bytes.</summary>
internal sealed class InputDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a value.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">The value.</param>
    public void Add(string name, string value) => Add(name, FileName.Encode(value));

    /// <summary>Adds a value.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">The value.</param>
    public void Add(string name, ReadOnlySpan<byte> value)
    {
        Append(FileName.Encode(name));
        Append(value);
    }

    /// <summary>Adds a list of values.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="values">The values; their order counts.</param>
    public void Add(string name, IEnumerable<string> values)
    {
        Add(name, "");
        foreach (var value in values)
        {
            Append(FileName.Encode(value));
        }
    }

    /// <summary>The digest of all values so far; more can follow.</summary>
    /// <returns>64 hexadecimal digits.</returns>
    public string ToText() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        _hash.AppendData(length);
        _hash.AppendData(bytes);
    }
}
