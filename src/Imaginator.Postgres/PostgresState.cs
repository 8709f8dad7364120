using Imaginator.Postgres.Access;
using Imaginator.Postgres.Auditing;
using Imaginator.Postgres.Configurations;
using Imaginator.Postgres.Connecting;
using Imaginator.Postgres.Deliveries;
using Imaginator.Postgres.Fleet;
using Imaginator.Postgres.History;
using Imaginator.Postgres.Inputs;
using Imaginator.Postgres.Jobs;
using Imaginator.Postgres.Leading;
using Imaginator.Postgres.Logs;
using Imaginator.Postgres.Migrations;
using Imaginator.Postgres.Schedule;
using Imaginator.State.Auditing;
using Imaginator.State.Configurations;
using Imaginator.State.Deliveries;
using Imaginator.State.Fleet;
using Imaginator.State.History;
using Imaginator.State.Inputs;
using Imaginator.State.Jobs;
using Imaginator.State.Keys;
using Imaginator.State.Logs;
using Imaginator.State.Schedule;
using Imaginator.State.Sessions;
using Imaginator.State.Tokens;

namespace Imaginator.Postgres;

/// <summary>All stores of a fleet's state in one database. Opening it connects to nothing: the first call does.</summary>
internal sealed class PostgresState : IAsyncDisposable
{
    private const int MaximumTokens = 1000;

    private readonly DataSources _sources;
    private readonly TimeProvider _timeProvider;

    public PostgresState(DatabaseOptions options, JobLimits limits, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _sources = new DataSources(options);
        var calls = new PostgresCalls(_sources.Main, timeProvider, options.CallBudget);
        Migrator = new Migrator(_sources);
        Jobs = new PostgresJobs(calls, limits);
        Fleet = new PostgresFleet(calls, limits);
        History = new PostgresHistory(calls);
        Logs = new PostgresLogs(calls, new PostgresCalls(_sources.Pieces, timeProvider, options.CallBudget));
        Schedule = new PostgresSchedule(calls);
        Tokens = new PostgresTokens(calls, MaximumTokens);
        Sessions = new PostgresSessions(calls);
        Keys = new PostgresKeys(calls, new KeyLimits());
        Audit = new PostgresAudit(calls);
        Configurations = new PostgresConfigurations(calls);
        Inputs = new PostgresInputs(calls);
        Deliveries = new PostgresDeliveries(calls);
    }

    public Migrator Migrator { get; }

    public IJobStore Jobs { get; }

    public IFleetRegistry Fleet { get; }

    public IBuildHistory History { get; }

    public ILogStore Logs { get; }

    public IScheduleStore Schedule { get; }

    public ITokenStore Tokens { get; }

    public ISessionStore Sessions { get; }

    public IIdempotencyStore Keys { get; }

    public IAuditStore Audit { get; }

    public IConfigurationStore Configurations { get; }

    public IInputRecordStore Inputs { get; }

    public IDeliveryStore Deliveries { get; }

    /// <summary>Creates a candidate for the leadership of the site.</summary>
    /// <param name="holder">This process.</param>
    public ILeadership CreateCandidate(Guid holder) => new LeaderLock(_sources.Direct, "site", holder, _timeProvider);

    public ValueTask DisposeAsync() => _sources.DisposeAsync();
}
