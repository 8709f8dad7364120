using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Loading;

namespace Imaginator.Host.Configuration;

/// <summary>What is in force, and what is wrong with what is not. Immutable; each reading makes a new one.</summary>
internal sealed record ConfigurationState
{
    /// <summary>The main configuration in force, as it was read.</summary>
    public required MainConfigurationDocument Document { get; init; }

    /// <summary>The configuration in force.</summary>
    public required ImaginatorConfiguration Configuration { get; init; }

    /// <summary>The secret variables in force.</summary>
    public required SecretVariables Secrets { get; init; }

    /// <summary>The values of the secret variables in force and of all that were before.</summary>
    public required ImmutableHashSet<string> SecretValues { get; init; }

    /// <summary>Masks <see cref="SecretValues"/>.</summary>
    public required SecretMasker Masker { get; init; }

    /// <summary>How it stands, for operators.</summary>
    public required ConfigurationStatus Status { get; init; }

    /// <summary>A part could not be taken: nothing in force changes.</summary>
    /// <param name="part">The part.</param>
    /// <param name="source">Where it was read from, without secrets.</param>
    /// <param name="faults">What is wrong.</param>
    /// <param name="now">The time.</param>
    /// <returns>The new state; this very one if that is known already.</returns>
    public ConfigurationState WithBroken(
        ConfigurationPart part, string source, ImmutableArray<ConfigurationFault> faults, DateTimeOffset now) =>
        Status.Broken.TryGetValue(part, out var known) && known.Source == source && known.Faults.SequenceEqual(faults)
            ? this
            : this with
            {
                Status = Status with { Broken = Status.Broken.SetItem(part, new BrokenPart(part, source, now, faults)) },
            };

    /// <summary>Other secret variables come into force; the URL of the image streams may change with them.</summary>
    /// <param name="secrets">The variables.</param>
    /// <param name="warnings">What is probably not meant in them.</param>
    /// <returns>The new state, with the secrets as they were if their values are the same.</returns>
    public ConfigurationState WithSecrets(SecretVariables secrets, ImmutableArray<ConfigurationFault> warnings)
    {
        var state = this with { Status = Mended(ConfigurationPart.Variables, warnings) };
        if (secrets.HasSameValues(Secrets))
        {
            return state;
        }

        var main = Configuration.Main;
        var values = SecretValues.Union(secrets.Values.Values);
        return state with
        {
            Secrets = secrets,
            SecretValues = values,
            Masker = new SecretMasker(values),
            Configuration = main.ImageStreamsUrl is { } url
                ? Configuration with { Main = main with { ImageStreamsSource = ConfigurationSource.Expand(url, secrets) } }
                : Configuration,
        };
    }

    /// <summary>Another main configuration comes into force.</summary>
    /// <param name="document">The text.</param>
    /// <param name="main">The main configuration.</param>
    /// <param name="warnings">What is probably not meant in it.</param>
    /// <param name="now">The time.</param>
    /// <returns>The new state.</returns>
    public ConfigurationState WithMain(
        MainConfigurationDocument document,
        MainConfiguration main,
        ImmutableArray<ConfigurationFault> warnings,
        DateTimeOffset now) =>
        this with
        {
            Document = document,
            Configuration = Configuration with { Main = main },
            Status = Mended(ConfigurationPart.Main, warnings) with { InForceSince = now },
        };

    /// <summary>Image streams come into force: the newest there are.</summary>
    /// <param name="streams">The streams; those in force already if nothing has changed.</param>
    /// <param name="warnings">What is probably not meant in them.</param>
    /// <param name="now">The time.</param>
    /// <returns>The new state.</returns>
    public ConfigurationState WithImageStreams(
        ImageStreamsConfiguration streams, ImmutableArray<ConfigurationFault> warnings, DateTimeOffset now)
    {
        var isSame = ReferenceEquals(streams, Configuration.ImageStreams);
        return this with
        {
            Configuration = isSame ? Configuration : Configuration with { ImageStreams = streams },
            Status = Mended(ConfigurationPart.ImageStreams, warnings) with
            {
                InForceSince = isSame ? Status.InForceSince : now,
                ImageStreamsKeptSince = null,
            },
        };
    }

    /// <summary>Image streams that an earlier run has kept come into force, because the newest are broken.</summary>
    /// <param name="streams">The streams.</param>
    /// <param name="fetchedAt">When they were fetched.</param>
    /// <returns>The new state.</returns>
    public ConfigurationState WithKeptImageStreams(ImageStreamsConfiguration streams, DateTimeOffset fetchedAt) => this with
    {
        Configuration = Configuration with { ImageStreams = streams },
        Status = Status with { ImageStreamsKeptSince = fetchedAt },
    };

    private ConfigurationStatus Mended(ConfigurationPart part, ImmutableArray<ConfigurationFault> warnings) => Status with
    {
        Broken = Status.Broken.Remove(part),
        Warnings = Status.Warnings.SetItem(part, warnings),
    };
}
