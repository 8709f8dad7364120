using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Host.Checking;
using Imaginator.Host.Workers;
using Imaginator.Host.Workers.Lists;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.Host.Commands;

/// <summary><c>-checkConfiguration</c>: reports every fault of the configuration, and of the manifests, with its location.</summary>
internal static class CheckConfigurationCommand
{
    private const int NotAllChecked = 3;

    /// <summary>Checks the configuration and returns the exit status; null without the flag.</summary>
    public static async Task<int?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var withManifests = context.Flags.Get(CheckFlags.CheckManifests);
        if (!context.Flags.Get(CheckFlags.CheckConfiguration))
        {
            if (withManifests)
            {
                throw new UsageException($"-{CheckFlags.CheckManifests.Name} requires -{CheckFlags.CheckConfiguration.Name}");
            }

            return null;
        }

        var style = context.Flags.Get(CheckFlags.Annotations);
        if (style == AnnotationStyle.GitLab && context.Flags.Get(JsonFlag.Json))
        {
            throw new UsageException(
                $"-{CheckFlags.Annotations.Name}=gitlab and -{JsonFlag.Json.Name} both use standard output; run the check twice");
        }

        var checkouts = CheckoutsOf(context.Flags);
        await using var site = await SiteConfiguration.LoadAsync(context, cancellationToken);
        var manifests = withManifests && site.Configuration.Value is { } configuration
            ? await new ManifestChecker(site.Plugins, site.Secrets.Value ?? SecretVariables.None, checkouts, context.Time)
                .RunAsync(configuration, cancellationToken)
            : ManifestFaults.None;
        var result = site.Configuration with { Faults = [.. site.Configuration.Faults, .. manifests.Faults] };
        ImmutableArray<ConfigurationFault> others = [.. site.Secrets.Faults, .. FaultsOfWorkers(context.Flags)];
        var status = await ReportAsync(context, result, others, withManifests ? manifests : null);
        Annotate(context, style, others.AddRange(result.Faults));
        return status == 0 && manifests.NotFetched > 0 ? NotAllChecked : status;
    }

    private static async Task<int> ReportAsync(
        CommandContext context,
        ConfigurationResult<ImaginatorConfiguration> result,
        ImmutableArray<ConfigurationFault> others,
        ManifestFaults? manifests)
    {
        if (context.Flags.Get(JsonFlag.Json))
        {
            var report = CheckReport.Of(result, others, manifests);
            await context.WriteResultAsync("", report);
            return report.Errors == 0 ? 0 : 1;
        }

        // With a report for GitLab, standard output must contain nothing else.
        var output = context.Flags.Get(CheckFlags.Annotations) == AnnotationStyle.GitLab ? context.Error : context.Output;
        if (manifests is not null)
        {
            await output.WriteLineAsync($"manifests: {manifests.Checked} checked, {manifests.NotFetched} not available");
        }

        return ConfigurationReport.Write(result, others, output);
    }

    private static void Annotate(CommandContext context, AnnotationStyle style, ImmutableArray<ConfigurationFault> faults)
    {
        switch (style)
        {
            case AnnotationStyle.GitHub:
                // The forge reads both outputs.
                GitHubAnnotations.Write(
                    faults, AnnotatedFile.OfForge(), context.Flags.Get(JsonFlag.Json) ? context.Error : context.Output);
                break;
            case AnnotationStyle.GitLab:
                GitLabReport.Write(faults, AnnotatedFile.OfForge(), context.Output);
                break;
        }
    }

    private static ImmutableDictionary<string, string> CheckoutsOf(FlagValues flags) => flags.Get(CheckFlags.Checkouts)
        .Select(item => item.LastIndexOf('=') is > 0 and var equals && equals < item.Length - 1
            ? KeyValuePair.Create(item[..equals], item[(equals + 1)..])
            : throw new UsageException($"invalid value \"{item}\" of -{CheckFlags.Checkouts.Name}: write URL=DIR"))
        .ToImmutableDictionary(StringComparer.Ordinal);

    private static ImmutableArray<ConfigurationFault> FaultsOfWorkers(FlagValues flags) =>
        flags.Get(WorkerFlags.ConfigurationFile) is { Length: > 0 } path ? WorkerListReader.Read(path).Faults : [];
}
