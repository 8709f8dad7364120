using System.Runtime.InteropServices;
using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>
/// The first 16 bytes of a hash: what sets of millions of objects hold, a quarter of the memory. If two objects ever
/// shared one, garbage would be kept, and nothing would be lost.
/// </summary>
internal static class HashKey
{
    public static UInt128 Of(in ObjectHash hash) => MemoryMarshal.Read<UInt128>(hash.AsSpan());
}
