using System.Net;
using Imaginator.Connections.Accepting;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Rpc.Limits;

/// <summary>Limits what clients do at the same time: all together, and each address. Thread-safe.</summary>
internal sealed class ClientLimit(int maximum, int maximumPerAddress)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AddressOwner, int> _addresses = [];
    private int _count;

    /// <summary>Counts a request until the result is disposed of; null if a limit is reached.</summary>
    public IDisposable? TryEnter(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var address = AddressOwner.Of(
            context.Connection.RemoteIpAddress is { } remote ? new IPEndPoint(remote, context.Connection.RemotePort) : null);
        lock (_lock)
        {
            var ofAddress = _addresses.GetValueOrDefault(address);
            if (_count >= maximum || ofAddress >= maximumPerAddress)
            {
                return null;
            }

            _count++;
            _addresses[address] = ofAddress + 1;
            return new Entry(this, address);
        }
    }

    private void Leave(AddressOwner address)
    {
        lock (_lock)
        {
            _count--;
            if (--_addresses[address] == 0)
            {
                _addresses.Remove(address);
            }
        }
    }

    private sealed class Entry(ClientLimit limit, AddressOwner address) : IDisposable
    {
        private ClientLimit? _limit = limit;

        public void Dispose() => Interlocked.Exchange(ref _limit, null)?.Leave(address);
    }
}
