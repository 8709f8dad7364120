using System.Buffers;
using Imaginator.ImageStores.Objects;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>An object with verified contents. Owns the file and the memory of the contents.</summary>
internal sealed class CheckedObject(ObjectContents contents, SafeFileHandle file, byte[]? buffer) : IDisposable
{
    public ObjectContents Contents => contents;

    public void Dispose()
    {
        file.Dispose();
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
