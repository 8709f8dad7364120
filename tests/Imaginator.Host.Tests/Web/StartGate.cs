using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Tests.Web;

/// <summary>Holds builds up between the queue, which shows them as running, and the listeners behind this one.</summary>
internal sealed class StartGate : IBuildListener, IDisposable
{
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public void Close() => _open.Reset();

    public void Open() => _open.Set();

    public void Started(BuildSnapshot build) => _open.Wait(TimeSpan.FromMinutes(1));

    public void Dispose() => _open.Dispose();
}
