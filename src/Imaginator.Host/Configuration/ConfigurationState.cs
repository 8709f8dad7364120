using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Loading;

namespace Imaginator.Host.Configuration;

/// <summary>The active configuration, and the faults of newer versions. Immutable; each reading makes a new state.</summary>
internal sealed record ConfigurationState
{
    /// <summary>The text of the active main configuration.</summary>
    public required MainConfigurationDocument Document { get; init; }

    /// <summary>The active configuration.</summary>
    public required ImaginatorConfiguration Configuration { get; init; }

    /// <summary>The active secret variables.</summary>
    public required SecretVariables Secrets { get; init; }

    /// <summary>The values of the active secret variables and of all previous ones.</summary>
    public required ImmutableHashSet<string> SecretValues { get; init; }

    /// <summary>Masks <see cref="SecretValues"/>.</summary>
    public required SecretMasker Masker { get; init; }

    /// <summary>The status for operators.</summary>
    public required ConfigurationStatus Status { get; init; }

    /// <summary>The state after an unusable version of a part; the same object if these faults are known.</summary>
    public ConfigurationState WithBroken(
        ConfigurationPart part, string source, ImmutableArray<ConfigurationFault> faults, DateTimeOffset now) =>
        Status.Broken.TryGetValue(part, out var known) && known.Source == source && known.Faults.SequenceEqual(faults)
            ? this
            : this with
            {
                Status = Status with { Broken = Status.Broken.SetItem(part, new BrokenPart(part, source, now, faults)) },
            };

    /// <summary>The state with new secret variables, which can change the URL of the image streams. Equal values keep the old object.</summary>
    public ConfigurationState WithSecrets(SecretVariables secrets, ImmutableArray<ConfigurationFault> warnings)
    {
        var state = this with { Status = Repaired(ConfigurationPart.Variables, warnings) };
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

    /// <summary>The state with a new main configuration.</summary>
    public ConfigurationState WithMain(
        MainConfigurationDocument document,
        MainConfiguration main,
        ImmutableArray<ConfigurationFault> warnings,
        DateTimeOffset now) =>
        this with
        {
            Document = document,
            Configuration = Configuration with { Main = main },
            Status = Repaired(ConfigurationPart.Main, warnings) with { ActiveSince = now },
        };

    /// <summary>The state with the newest image streams, which are the active object if nothing changed.</summary>
    public ConfigurationState WithImageStreams(
        ImageStreamsConfiguration streams, ImmutableArray<ConfigurationFault> warnings, DateTimeOffset now)
    {
        var isSame = ReferenceEquals(streams, Configuration.ImageStreams);
        return this with
        {
            Configuration = isSame ? Configuration : Configuration with { ImageStreams = streams },
            Status = Repaired(ConfigurationPart.ImageStreams, warnings) with
            {
                ActiveSince = isSame ? Status.ActiveSince : now,
                ImageStreamsKeptSince = null,
            },
        };
    }

    /// <summary>The state with image streams that an earlier run kept, because the newest are not usable.</summary>
    public ConfigurationState WithKeptImageStreams(ImageStreamsConfiguration streams, DateTimeOffset fetchedAt) => this with
    {
        Configuration = Configuration with { ImageStreams = streams },
        Status = Status with { ImageStreamsKeptSince = fetchedAt },
    };

    private ConfigurationStatus Repaired(ConfigurationPart part, ImmutableArray<ConfigurationFault> warnings) => Status with
    {
        Broken = Status.Broken.Remove(part),
        Warnings = Status.Warnings.SetItem(part, warnings),
    };
}
