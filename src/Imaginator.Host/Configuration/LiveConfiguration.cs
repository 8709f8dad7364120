using Imaginator.Building.Documents;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>
/// The configuration of a running daemon. Each part is read again on its own; a new version that is broken is logged and
/// shown, and the old one stays in force. Thread-safe: what is in force is replaced as a whole, and whoever began to work
/// with it goes on with it.
/// </summary>
/// <remarks>
/// Here is decided what is in force. When something is read again is decided by <see cref="ConfigurationWatch"/> (a file or
/// URL has changed), by <see cref="HangUpReload"/> (SIGHUP), and by those who ask for a stream that nobody knows.
/// </remarks>
internal sealed class LiveConfiguration : IStreamCatalog, IDisposable
{
    /// <summary>How long the image streams may take at the start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConfigurationSources _sources;
    private readonly ImageStreamsReader _imageStreams;
    private readonly RereadGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // One reading at a time. What is in force can be seen meanwhile.
    private readonly SemaphoreSlim _turn = new(1);
    private volatile ConfigurationState _state;

    private LiveConfiguration(
        ConfigurationState state,
        ConfigurationSources sources,
        ImageStreamsReader imageStreams,
        TimeProvider time,
        ILogger logger)
    {
        _state = state;
        _sources = sources;
        _imageStreams = imageStreams;
        _time = time;
        _logger = logger;
        _gate = new RereadGate(() => RereadImageStreamsAsync(CancellationToken.None), time);
    }

    /// <summary>
    /// Loads everything for the first time. A fault stops the start, but for image streams: those that an earlier run has
    /// kept do, if the newest cannot be had within 5 s, or are broken.
    /// </summary>
    /// <param name="document">The text of the main configuration.</param>
    /// <param name="sources">Where everything is.</param>
    /// <param name="imageStreams">Reads the image streams.</param>
    /// <param name="time">The time.</param>
    /// <param name="logger">Where the log goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The configuration; the caller disposes of it.</returns>
    /// <exception cref="ImaginatorException">There are errors; the message lists them all.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<LiveConfiguration> StartAsync(
        MainConfigurationDocument document,
        ConfigurationSources sources,
        ImageStreamsReader imageStreams,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var state = await sources.LoadStateAsync(document, time.GetUtcNow(), cancellationToken);
        var configuration = new LiveConfiguration(state, sources, imageStreams, time, logger);
        await configuration.BeginAsync(cancellationToken);
        return configuration;
    }

    /// <summary>Raised after something else has come into force, from any thread; handlers return at once.</summary>
    public event EventHandler? Changed;

    /// <summary>What is in force.</summary>
    public ImaginatorConfiguration Current => _state.Configuration;

    /// <summary>The secret variables that are in force.</summary>
    public SecretVariables Secrets => _state.Secrets;

    /// <summary>Masks all values that secret variables have had since the start: texts with old ones are still around.</summary>
    public SecretMasker Masker => _state.Masker;

    /// <summary>How the configuration stands, for operators.</summary>
    public ConfigurationStatus Status => _state.Status;

    /// <summary>The variables file; empty for none.</summary>
    public string VariablesFile => _sources.VariablesFile;

    /// <inheritdoc/>
    /// <remarks>
    /// Before a name is said to be unknown, the image streams are read again: at most once in a second, however many ask.
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

    /// <summary>Reads the image streams again.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when they have been read; what is wrong with them is logged, and in <see cref="Status"/>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task RereadImageStreamsAsync(CancellationToken cancellationToken) =>
        InTurnAsync(state => ReadImageStreamsAsync(state, cancellationToken), cancellationToken);

    /// <summary>Reads the variables file again and, if it has changed, the image streams, whose URLs may hold variables.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when they have been read; what is wrong with them is logged, and in <see cref="Status"/>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task RereadVariablesAsync(CancellationToken cancellationToken) => InTurnAsync(
        async state =>
        {
            var after = await ReadVariablesAsync(state, cancellationToken);
            return ReferenceEquals(after.Secrets, state.Secrets) ? after : await ReadImageStreamsAsync(after, cancellationToken);
        },
        cancellationToken);

    /// <summary>Reads everything again: variables, main configuration, image streams.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when all has been read; what is wrong with it is logged, and in <see cref="Status"/>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task RereadAllAsync(CancellationToken cancellationToken) => InTurnAsync(
        async state =>
        {
            state = await ReadVariablesAsync(state, cancellationToken);
            _imageStreams.Forget();
            var document = await _sources.ReadMainAsync(cancellationToken);
            var result = await _sources.LoadMainAsync(document, state.Secrets, cancellationToken);
            return result.Value is { } main
                ? await TakeMainAsync(state, document, main, result, cancellationToken)
                : await ReadImageStreamsAsync(
                    state.WithBroken(ConfigurationPart.Main, document.Source.Display, result.Faults, _time.GetUtcNow()),
                    cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
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
            ConfigurationLog.KeptInForce(_logger, broken.Source, fetchedAt, string.Join('\n', broken.Faults));
        }

        _state = after;
        ConfigurationChanges.LogWarnings(_logger, after.Status.Warnings.Values.SelectMany(warnings => warnings));
        ConfigurationChanges.LogInForce(_logger, after.Configuration);
    }

    private async Task<ConfigurationState> ReadImageStreamsInTimeAsync(
        ConfigurationState state, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, _time);
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
                $"the server did not answer within {Patience.TotalSeconds} s");
            return state.WithBroken(ConfigurationPart.ImageStreams, source, [fault], _time.GetUtcNow());
        }
    }

    private async Task<ConfigurationState> ReadVariablesAsync(ConfigurationState state, CancellationToken cancellationToken)
    {
        var result = await _sources.LoadVariablesAsync(cancellationToken);
        if (result.Value is not { } secrets)
        {
            return state.WithBroken(ConfigurationPart.Variables, VariablesFile, result.Faults, _time.GetUtcNow());
        }

        var after = state.WithSecrets(secrets, result.Faults);
        if (!ReferenceEquals(after.Secrets, state.Secrets))
        {
            _imageStreams.Forget();
        }

        return after;
    }

    private async Task<ConfigurationState> TakeMainAsync(
        ConfigurationState state,
        MainConfigurationDocument document,
        MainConfiguration main,
        ConfigurationResult<MainConfiguration> result,
        CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var after = await ReadImageStreamsAsync(
            state.WithMain(document, main, result.Faults, now), cancellationToken);
        if (main.ImageStreamsUrl == state.Configuration.Main.ImageStreamsUrl
            || !after.Status.Broken.TryGetValue(ConfigurationPart.ImageStreams, out var broken))
        {
            return after;
        }

        // With streams in another place that cannot be had, the old ones would be in force under the new address.
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
        var now = _time.GetUtcNow();
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
            // Nothing that is read may take the daemon down, not even where it meets a mistake of ours.
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
