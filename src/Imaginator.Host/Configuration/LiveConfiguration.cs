using Imaginator.Building.Documents;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Host.Configuration.ImageStreams;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Loading;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>
/// The configuration of a running daemon. Each part is reread separately; an unusable new version is logged and shown, and the
/// previous version stays active. Thread-safe: the active configuration is replaced as a whole, and its users continue with the
/// object that they have.
/// </summary>
/// <remarks>
/// Rereading begins after a change of a file or URL, on SIGHUP (see <c>Watching</c>), and before an unknown stream is reported.
/// </remarks>
internal sealed class LiveConfiguration : IStreamCatalog, IDisposable
{
    /// <summary>Time limit for reading the image streams at the start.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);

    private readonly ConfigurationSources _sources;
    private readonly ImageStreamsReader _imageStreams;
    private readonly RereadGate _gate;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    // One reading at a time. The active configuration stays available during a reading.
    private readonly SemaphoreSlim _turn = new(1);
    private volatile ConfigurationState _state;

    private LiveConfiguration(
        ConfigurationState state,
        ConfigurationSources sources,
        ImageStreamsReader imageStreams,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _state = state;
        _sources = sources;
        _imageStreams = imageStreams;
        _timeProvider = timeProvider;
        _logger = logger;
        _gate = new RereadGate(() => RereadImageStreamsAsync(CancellationToken.None), timeProvider);
    }

    /// <summary>
    /// Loads everything for the first time; the caller disposes of it. Errors stop the start, in an exception that lists them all.
    /// Image streams which an earlier run kept replace those that are unusable or not available within 5 s.
    /// </summary>
    public static async Task<LiveConfiguration> StartAsync(
        MainConfigurationDocument document,
        ConfigurationSources sources,
        ImageStreamsReader imageStreams,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var state = await sources.LoadStateAsync(document, timeProvider.GetUtcNow(), cancellationToken);
        var configuration = new LiveConfiguration(state, sources, imageStreams, timeProvider, logger);
        await configuration.BeginAsync(cancellationToken);
        return configuration;
    }

    /// <summary>Raised on any thread after the active configuration changed; handlers must return at once.</summary>
    public event EventHandler? Changed;

    /// <summary>The active configuration.</summary>
    public ImaginatorConfiguration Current => _state.Configuration;

    /// <summary>The active secret variables.</summary>
    public SecretVariables Secrets => _state.Secrets;

    /// <summary>Masks all values of secret variables since the start, because texts with old values still exist.</summary>
    public SecretMasker Masker => _state.Masker;

    /// <summary>The status for operators.</summary>
    public ConfigurationStatus Status => _state.Status;

    /// <summary>The variables file; empty for none.</summary>
    public string VariablesFile => _sources.VariablesFile;

    /// <inheritdoc/>
    /// <remarks>
    /// Rereads the image streams, at most once a second, before it reports that a name is unknown.
    /// </remarks>
    public async ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Current.Catalog.Find(name) is { } stream)
        {
            return stream;
        }

        if (!StreamName.IsValid(name))
        {
            return null;
        }

        await _gate.RereadAsync().WaitAsync(cancellationToken);
        return Current.Catalog.Find(name);
    }

    /// <inheritdoc/>
    public string? FindNearest(string name) => Current.Catalog.FindNearest(name);

    /// <summary>Rereads the image streams. Faults are logged and part of <see cref="Status"/>.</summary>
    public Task RereadImageStreamsAsync(CancellationToken cancellationToken) =>
        InTurnAsync(state => ReadImageStreamsAsync(state, cancellationToken), cancellationToken);

    /// <summary>Rereads the variables file and, after a change, the image streams, whose URLs can contain variables.</summary>
    public Task RereadVariablesAsync(CancellationToken cancellationToken) => InTurnAsync(
        async state =>
        {
            var after = await ReadVariablesAsync(state, cancellationToken);
            return ReferenceEquals(after.Secrets, state.Secrets) ? after : await ReadImageStreamsAsync(after, cancellationToken);
        },
        cancellationToken);

    /// <summary>Rereads everything: variables, main configuration, image streams.</summary>
    public Task RereadAllAsync(CancellationToken cancellationToken) => InTurnAsync(
        async state =>
        {
            state = await ReadVariablesAsync(state, cancellationToken);
            _imageStreams.Forget();
            var document = await _sources.ReadMainAsync(cancellationToken);
            var result = await _sources.LoadMainAsync(document, state.Secrets, cancellationToken);
            return result.Value is { } main
                ? await AcceptMainAsync(state, document, main, result, cancellationToken)
                : await ReadImageStreamsAsync(
                    state.WithBroken(ConfigurationPart.Main, document.Source.Display, result.Faults, _timeProvider.GetUtcNow()),
                    cancellationToken);
        },
        cancellationToken);

    /// <summary>
    /// Fetches the files of the bootstrap streams again. The main configuration itself is not read: it is applied on request only.
    /// </summary>
    public Task RefetchBootstrapFilesAsync(CancellationToken cancellationToken) => InTurnAsync(
        async state =>
        {
            var result = await _sources.LoadMainAsync(state.Document, state.Secrets, cancellationToken);
            return result.Value is { } main && !state.Status.Broken.ContainsKey(ConfigurationPart.Main)
                ? await AcceptMainAsync(state, state.Document, main, result, cancellationToken)
                : state;
        },
        cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var before = _state;
        var after = await ReadImageStreamsInTimeAsync(before, cancellationToken);
        if (after.Status.Broken.TryGetValue(ConfigurationPart.ImageStreams, out var broken))
        {
            var (streams, fetchedAt) = _imageStreams.ReadKept(before.Configuration.Main, before.Secrets)
                ?? throw UnusableConfiguration.Of(broken.Faults);
            after = after.WithKeptImageStreams(streams, fetchedAt);
            ConfigurationLog.KeptActive(_logger, broken.Source, fetchedAt, string.Join('\n', broken.Faults));
        }

        _state = after;
        ConfigurationChanges.LogWarnings(_logger, after.Status.Warnings.Values.SelectMany(warnings => warnings));
        ConfigurationChanges.LogActive(_logger, after.Configuration);
    }

    private async Task<ConfigurationState> ReadImageStreamsInTimeAsync(
        ConfigurationState state, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(StartTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ReadImageStreamsAsync(state, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var source = state.Configuration.Main.ImageStreamsSource!.Display;
            var fault = new ConfigurationFault(
                FaultSeverity.Error,
                new ConfigurationLocation(source),
                $"no answer within {StartTimeout.TotalSeconds} s");
            return state.WithBroken(ConfigurationPart.ImageStreams, source, [fault], _timeProvider.GetUtcNow());
        }
    }

    private async Task<ConfigurationState> ReadVariablesAsync(ConfigurationState state, CancellationToken cancellationToken)
    {
        var result = await _sources.LoadVariablesAsync(cancellationToken);
        if (result.Value is not { } secrets)
        {
            return state.WithBroken(ConfigurationPart.Variables, VariablesFile, result.Faults, _timeProvider.GetUtcNow());
        }

        ConfigurationState after;
        try
        {
            after = state.WithSecrets(secrets, result.Faults);
        }
        catch (ImaginatorException e)
        {
            // A value does not fit into the URL of the image streams; the message names the variable.
            var fault = new ConfigurationFault(FaultSeverity.Error, new ConfigurationLocation(VariablesFile), e.Message);
            return state.WithBroken(ConfigurationPart.Variables, VariablesFile, [fault], _timeProvider.GetUtcNow());
        }

        if (!ReferenceEquals(after.Secrets, state.Secrets))
        {
            _imageStreams.Forget();
        }

        return after;
    }

    private async Task<ConfigurationState> AcceptMainAsync(
        ConfigurationState state,
        MainConfigurationDocument document,
        MainConfiguration main,
        ConfigurationResult<MainConfiguration> result,
        CancellationToken cancellationToken)
    {
        var now = _timeProvider.GetUtcNow();
        var after = await ReadImageStreamsAsync(
            state.WithMain(document, main, result.Faults, now), cancellationToken);
        if (main.ImageStreamsUrl == state.Configuration.Main.ImageStreamsUrl
            || !after.Status.Broken.TryGetValue(ConfigurationPart.ImageStreams, out var broken))
        {
            return after;
        }

        // If the new location is unusable, the streams of the old location would be active under the new URL.
        _imageStreams.Forget();
        return state.WithBroken(ConfigurationPart.Main, document.Source.Display, broken.Faults, now);
    }

    private async Task<ConfigurationState> ReadImageStreamsAsync(
        ConfigurationState state, CancellationToken cancellationToken)
    {
        var main = state.Configuration.Main;
        var result = await _imageStreams.ReadAsync(main, state.Secrets, cancellationToken);
        var faults = result.Value is { } streams
            ? [.. result.Faults, .. ConfigurationLoader.CheckTogether(state.Document, new ImaginatorConfiguration(main, streams))]
            : result.Faults;
        var now = _timeProvider.GetUtcNow();
        if (result.Value is not { } usable || faults.Any(fault => fault.Severity == FaultSeverity.Error))
        {
            return state.WithBroken(
                ConfigurationPart.ImageStreams, main.ImageStreamsSource?.Display ?? "", faults, now);
        }

        _imageStreams.KeepForNextStart(main);
        return state.WithImageStreams(usable, faults, now);
    }

    private async Task InTurnAsync(
        Func<ConfigurationState, Task<ConfigurationState>> readAsync, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        ConfigurationState before, after;
        try
        {
            before = _state;
            after = await readAsync(before);
            _state = after;
            ConfigurationChanges.Log(_logger, before, after);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // No input of a reading may stop the daemon, not even one that triggers a bug.
            ConfigurationLog.Unexpected(_logger, e);
            return;
        }
        finally
        {
            _turn.Release();
        }

        if (!ReferenceEquals(before.Configuration, after.Configuration) || !ReferenceEquals(before.Secrets, after.Secrets))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}
