using Imaginator.Images;
using Imaginator.ImageStores;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Testing.Tests.Stores;

/// <summary>The suite against a <see cref="MemoryStore"/> with a fault.</summary>
public abstract class MemoryStoreSuite : ImageStoreConformance
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryState _state;

    private protected MemoryStoreSuite(MemoryStoreFault fault) => _state = new MemoryState(_time, fault);

    protected override TimeProvider Clock => _time;

    protected override Task<IImageStore> OpenStoreAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IImageStore>(new MemoryStore(_state));

    protected override Task AdvanceClockAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        _time.Advance(duration);
        return Task.CompletedTask;
    }

    protected override Task CollectGarbageAsync(IImageStore store, CancellationToken cancellationToken)
    {
        lock (_state.Gate)
        {
            _state.Collect();
        }

        return Task.CompletedTask;
    }

    protected override Task<bool> CorruptObjectAsync(ObjectHash hash, CancellationToken cancellationToken)
    {
        lock (_state.Gate)
        {
            _state.Objects[hash][0] ^= 1;
        }

        return Task.FromResult(true);
    }
}
