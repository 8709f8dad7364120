using System.Runtime.InteropServices;

namespace Imaginator.Linux.Processes;

/// <summary>
/// Strings in the kernel's form: a null-terminated array of zero-terminated strings, in memory that the garbage
/// collector does not move.
/// </summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private byte* _memory;

    public NativeStrings(IReadOnlyList<string> strings, string call)
    {
        var arrayLength = checked((strings.Count + 1) * sizeof(byte*));
        var length = arrayLength;
        foreach (var text in strings)
        {
            length = checked(length + NativeCall.BufferLength(text));
        }

        _memory = (byte*)NativeMemory.Alloc((nuint)length);
        try
        {
            var rest = new Span<byte>(_memory, length)[arrayLength..];
            for (var i = 0; i < strings.Count; i++)
            {
                Pointers[i] = _memory + (length - rest.Length);
                rest = rest[NativeCall.EncodeName(strings[i], rest, call).Length..];
            }

            Pointers[strings.Count] = null;
            Count = strings.Count;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public byte** Pointers => (byte**)_memory;

    public int Count { get; }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
