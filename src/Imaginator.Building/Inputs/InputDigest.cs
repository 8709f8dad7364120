using System.Buffers.Binary;
using System.Security.Cryptography;
using Imaginator.Files;

namespace Imaginator.Building.Inputs;

/// <summary>Digests named values. Different lists of values never have the same bytes. Not thread-safe.</summary>
internal sealed class InputDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a value.</summary>
    public void Add(string name, string value) => Add(name, FileName.Encode(value));

    /// <summary>Adds a value.</summary>
    public void Add(string name, ReadOnlySpan<byte> value)
    {
        Append(FileName.Encode(name));
        Append(value);
    }

    /// <summary>Adds a list of values, whose order matters.</summary>
    public void Add(string name, IEnumerable<string> values)
    {
        Add(name, "");
        foreach (var value in values)
        {
            Append(FileName.Encode(value));
        }
    }

    /// <summary>The digest of all values so far, as 64 hexadecimal digits; more values can follow.</summary>
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
