using System.Runtime.InteropServices;
using Imaginator.Linux.KernelPrograms;
using Imaginator.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Networks;

/// <summary>
/// Directs the connections in a private network that go to addresses outside it, with an eBPF program of the namespace. Until it is
/// attached, and after it is disposed of, those connections find no socket.
/// </summary>
public sealed class SocketLookup : IDisposable
{
    private const int LookupProgram = 30; // BPF_PROG_TYPE_SK_LOOKUP
    private const int LookupAttachment = 36; // BPF_SK_LOOKUP
    private const int SocketMap = 15; // BPF_MAP_TYPE_SOCKMAP

    private readonly RefusalMap _refusals;
    private readonly SafeFileHandle _link;

    private SocketLookup(RefusalMap refusals, SafeFileHandle link)
    {
        _refusals = refusals;
        _link = link;
    }

    /// <summary>Attaches rules to a network namespace.</summary>
    /// <param name="networkNamespace">The file of the namespace in <c>/proc</c>.</param>
    /// <exception cref="LinuxException">The kernel refuses or does not support such programs (before Linux 5.9).</exception>
    public static SocketLookup Attach(string networkNamespace, SocketLookupRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var refusals = new RefusalMap();
        try
        {
            using var listeners = KernelProgramCalls.CreateMap(SocketMap, sizeof(int), sizeof(long), 2, 0);
            Add(listeners, 0, rules.IPv4Listener);
            Add(listeners, 1, rules.IPv6Listener);
            using var program = KernelProgramCalls.Load(
                LookupProgram, LookupAttachment, SocketLookupProgram.Assemble(rules, listeners, refusals));
            using var target = Descriptors.OpenForReading(networkNamespace);
            return new SocketLookup(refusals, KernelProgramCalls.Link(target, program, LookupAttachment));
        }
        catch
        {
            refusals.Dispose();
            throw;
        }
    }

    /// <summary>Reads the refusals so far: the first 64, in no order.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public IReadOnlyList<RefusedConnection> ReadRefusals() => _refusals.Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        _link.Dispose();
        _refusals.Dispose();
    }

    private static void Add(SafeFileHandle listeners, int index, SafeHandle? listener)
    {
        if (listener is null)
        {
            return;
        }

        Span<byte> key = stackalloc byte[sizeof(int)];
        Span<byte> value = stackalloc byte[sizeof(long)];
        MemoryMarshal.Write(key, index);
        MemoryMarshal.Write(value, (long)listener.DangerousGetHandle());
        KernelProgramCalls.Update(listeners, key, value);
    }
}
