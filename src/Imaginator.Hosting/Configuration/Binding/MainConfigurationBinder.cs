using System.Collections.Immutable;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Manifests;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads the main configuration.</summary>
internal static class MainConfigurationBinder
{
    // In seconds: ten years, within the limits of timers.
    private const long MaximumCheckInterval = 10L * 365 * 24 * 3600;

    public static async Task<MainConfiguration> BindAsync(
        JsonFields fields, PluginSet plugins, SecretVariables secrets, ConfigurationFetcher fetcher,
        CancellationToken cancellationToken)
    {
        var packagerTypes = PackagerTypeBinder.BindAll(fields.Find("PackagerTypes"), plugins);
        var extras = new BootstrapExtras(fetcher);
        var bootstrapStreams = new BootstrapStreamBinder(packagerTypes, plugins, extras);
        var imageStreamsUrl = fields.Text("ImageStreamsUrl") is { Length: > 0 } url ? url : null;
        var configuration = new MainConfiguration
        {
            BootstrapStreams = await bootstrapStreams.BindAllAsync(fields.Find("BootstrapStreams"), cancellationToken),
            HasFailedFetches = extras.HasFailed,
            BuildSettings = new BuildSettings
            {
                PackagerTypes = packagerTypes,
                BindMounts = BindBindMounts(fields.Find("BindMounts")),
                Cache = BindCache(fields.Find("Cache")?.AsFields()),
                MtimesCopyFilterLines = FilterLineList.Read(fields.Find("MtimesCopyFilterLines")) ?? [],
                Limits = LimitsBinder.BindLimits(fields),
                Network = LimitsBinder.BindNetwork(fields) ?? SandboxNetwork.Open,
                NetworkHosts = LimitsBinder.BindNetworkHosts(fields),
                Identities = IdentitiesBinder.Bind(fields) ?? IdentityPolicy.Remove,
            },
            ImageStreamsUrl = imageStreamsUrl,
            ImageStreamsSource = BindSource(imageStreamsUrl, secrets),
            ImageStreamsCheckInterval = BindCheckInterval(fields.Find("ImageStreamsCheckInterval")),
            ImageStreamsToAutoRebuild =
            [
                .. (fields.Texts("ImageStreamsToAutoRebuild") ?? []).Select(new VariableScope(VariableScope.OfMachine).ExpandIfAllKnown),
            ],
            Notifications = await new NotificationsBinder(plugins, secrets).BindAsync(fields.Find(NotificationsBinder.FieldName), cancellationToken),
            StreamRoles = StreamRolesBinder.Bind(fields.Find(StreamRolesBinder.FieldName)),
            RelationshipsQuickLinks = BindQuickLinks(fields.Find("RelationshipsQuickLinks")),
        };
        PluginFieldCheck.Check(fields.Find(PluginSettingsBinder.FieldName), plugins);
        fields.WarnOfMisspelt();
        return configuration;
    }

    private static ConfigurationSource? BindSource(string? url, SecretVariables secrets)
    {
        try
        {
            return url is null ? null : ConfigurationSource.Expand(url, secrets);
        }
        catch (ImaginatorException e)
        {
            // Only the image streams need the variable, and kept ones can replace them.
            return ConfigurationSource.Unknown(url!, e.Message);
        }
    }

    private static TimeSpan? BindCheckInterval(JsonCursor? field)
    {
        var seconds = field?.AsNumber() ?? 0;
        if (seconds > MaximumCheckInterval)
        {
            field!.Error($"{seconds} s is too long; the maximum is {MaximumCheckInterval} s, and 0 turns checks off");
        }

        return seconds is > 0 and <= MaximumCheckInterval ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static ImmutableArray<string> BindBindMounts(JsonCursor? field)
    {
        var directories = ImmutableArray.CreateBuilder<string>();
        foreach (var item in field?.AsList() ?? [])
        {
            if (item.AsRequiredText() is { } directory)
            {
                CheckPath(item, directory);
                directories.Add(directory);
            }
        }

        return directories.ToImmutable();
    }

    private static BuildCacheSettings? BindCache(JsonFields? fields)
    {
        if (fields is null)
        {
            return null;
        }

        var baseDirectory = fields.RequiredText("BaseDirectory");
        var mountPoint = fields.RequiredText("MountPoint");
        CheckPath(fields.Find("BaseDirectory"), baseDirectory);
        CheckPath(fields.Find("MountPoint"), mountPoint);
        var sizeLimit = LimitsBinder.BindSize(fields.Find("SizeLimit")) ?? 0;
        fields.WarnOfMisspelt();
        return baseDirectory is null || mountPoint is null ? null : new BuildCacheSettings(baseDirectory, mountPoint, sizeLimit);
    }

    private static void CheckPath(JsonCursor? cursor, string? path)
    {
        if (path is not null && BindMountPath.FaultOf(path) is { } fault)
        {
            cursor?.Error($"\"{path}\" {fault}");
        }
    }

    private static ImmutableArray<QuickLink> BindQuickLinks(JsonCursor? field)
    {
        var links = ImmutableArray.CreateBuilder<QuickLink>();
        foreach (var fields in (field?.AsList() ?? []).Select(item => item.AsRequiredFields()).OfType<JsonFields>())
        {
            var name = fields.RequiredText("Name");
            var url = fields.RequiredText("URL");
            // Pages show it as a link: a javascript: URL would run a script.
            if (url is not null && !url.StartsWith('/')
                && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            {
                fields.Find("URL")!.Error($"invalid URL \"{url}\"; use http:, https: or a path that starts with /");
            }

            fields.WarnOfMisspelt();
            links.Add(new QuickLink(name ?? "", url ?? ""));
        }

        return links.ToImmutable();
    }
}
