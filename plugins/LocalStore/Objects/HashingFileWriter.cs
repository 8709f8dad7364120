using System.Buffers;
using System.Security.Cryptography;
using Imaginator.Images;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>Writes to a file through a buffer and hashes the bytes.</summary>
internal sealed class HashingFileWriter(SafeFileHandle file) : IBufferWriter<byte>, IDisposable
{
    private const int BufferLength = 128 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private int _used;
    private long _flushed;

    /// <summary>The number of written bytes.</summary>
    public long Length => _flushed + _used;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_used);
    }

    /// <summary>Writes the rest of the buffer. Returns the hash of all bytes.</summary>
    public ObjectHash Complete()
    {
        Flush();
        Span<byte> result = stackalloc byte[ObjectHash.Length];
        _hash.GetHashAndReset(result);
        return new ObjectHash(result);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _hash.Dispose();
    }

    private void Reserve(int length)
    {
        if (_buffer.Length - _used >= Math.Max(length, 1))
        {
            return;
        }

        Flush();
        if (_buffer.Length < length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(length);
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _used);
        RandomAccess.Write(file, _buffer.AsSpan(0, _used), _flushed);
        _flushed += _used;
        _used = 0;
    }
}
