using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State.Auditing;
using Imaginator.State.Keys;
using Imaginator.State.Sessions;
using Imaginator.State.Tokens;

namespace Imaginator.Postgres.Tests.Contracts;

public sealed class PostgresStateTests(PgCluster cluster) : StateContract, IAsyncDisposable
{
    private readonly List<PostgresState> _states = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var state in _states)
        {
            await state.DisposeAsync();
        }
    }

    protected override async ValueTask<(ITokenStore First, ITokenStore Second)> OpenTokensAsync()
    {
        var (first, second) = await OpenAsync();
        return (first.Tokens, second.Tokens);
    }

    protected override async ValueTask<(ISessionStore First, ISessionStore Second)> OpenSessionsAsync()
    {
        var (first, second) = await OpenAsync();
        return (first.Sessions, second.Sessions);
    }

    protected override async ValueTask<(IIdempotencyStore First, IIdempotencyStore Second)> OpenKeysAsync()
    {
        var (first, second) = await OpenAsync();
        return (first.Keys, second.Keys);
    }

    protected override async ValueTask<IAuditStore> OpenAuditAsync() => (await OpenAsync()).First.Audit;

    private async Task<(PostgresState First, PostgresState Second)> OpenAsync()
    {
        var database = await cluster.CreateAsync();
        _states.Add(TestState.Open(cluster, database));
        _states.Add(TestState.Open(cluster, database));
        return (_states[0], _states[1]);
    }
}
