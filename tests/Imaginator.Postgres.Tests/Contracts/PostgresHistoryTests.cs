using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State.History;

namespace Imaginator.Postgres.Tests.Contracts;

public sealed class PostgresHistoryTests(PgCluster cluster) : HistoryContract, IAsyncDisposable
{
    private PostgresState? _state;

    public async ValueTask DisposeAsync()
    {
        if (_state is { } state)
        {
            await state.DisposeAsync();
        }
    }

    protected override async ValueTask<IBuildHistory> OpenAsync()
    {
        _state = TestState.Open(cluster, await cluster.CreateAsync());
        return _state.History;
    }
}
