using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Configuration.Receivers;
using Imaginator.Hosting.Plugins;
using Imaginator.Notifications;
using Imaginator.Plugins;
using Imaginator.Quantities;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>
/// Reads <c>Notifications</c>. A fault of one receiver makes that receiver unusable, and nothing else: notifications never keep a daemon from
/// starting.
/// </summary>
internal sealed class NotificationsBinder(PluginSet plugins, SecretVariables secrets)
{
    public const string FieldName = "Notifications";

    // Each receiver has its own deliveries at the same time.
    private const int MaximumReceivers = 100;

    private const int MaximumNameLength = 64;

    // Longer warnings concern nearly every image.
    private static readonly TimeSpan MaximumExpiringWithin = TimeSpan.FromDays(40);

    private static readonly VariableScope Machine = new(VariableScope.OfMachine);

    private static readonly ImmutableDictionary<string, string?> NoSettings = ImmutableDictionary<string, string?>.Empty;

    private static readonly ImmutableHashSet<string> DefaultEvents =
        [NotificationEventNames.BuildFailed, NotificationEventNames.BuildRecovered];

    public async Task<NotificationSettings> BindAsync(JsonCursor? field, CancellationToken cancellationToken)
    {
        if (field is null)
        {
            return NotificationSettings.None;
        }

        var faults = new FaultList();
        var settings = (field with { Faults = faults }).AsFields() is { } fields
            ? new NotificationSettings
            {
                BaseUrl = BindBaseUrl(fields.Find("BaseUrl")),
                ExpiringWithin = BindExpiringWithin(fields.Find("ExpiringWithin")) ?? NotificationSettings.DefaultExpiringWithin,
                Receivers = await BindReceiversAsync(fields, field.Faults, cancellationToken),
            }
            : NotificationSettings.None;
        StreamFaults.Move(faults, field.Faults);
        return settings;
    }

    private static string? BindBaseUrl(JsonCursor? field)
    {
        if (field?.AsText() is not { Length: > 0 } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0)
        {
            return uri.AbsoluteUri.TrimEnd('/');
        }

        field.Error($"invalid URL \"{text}\"; write the address of the daemon's pages, such as https://imaginator.example.org");
        return null;
    }

    private static TimeSpan? BindExpiringWithin(JsonCursor? field)
    {
        if (field?.AsText() is not { } text)
        {
            return null;
        }

        if (GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero && duration <= MaximumExpiringWithin)
        {
            return duration;
        }

        field.Error($"\"{text}\" is not a duration such as 24h of at most {GoDuration.Format(MaximumExpiringWithin)}");
        return null;
    }

    private async Task<ImmutableArray<ReceiverDefinition>> BindReceiversAsync(
        JsonFields fields, FaultList all, CancellationToken cancellationToken)
    {
        var receivers = ImmutableArray.CreateBuilder<ReceiverDefinition>();
        var table = fields.Find("Receivers");
        foreach (var (name, entry) in table?.AsEntries() ?? [])
        {
            var faults = new FaultList();
            var cursor = entry with { Subject = $"receiver \"{name}\": ", Faults = faults };
            if (!IsName(name))
            {
                cursor.Error($"invalid name; write 1 to {MaximumNameLength} letters, digits, \".\", \"_\" and \"-\"");
            }

            if (receivers.Count == MaximumReceivers)
            {
                table!.Error($"there are more than {MaximumReceivers} receivers; the others are not used");
                break;
            }

            var receiver = cursor.AsRequiredFields() is { } own ? BindReceiver(name, own) : new ReceiverDefinition { Name = name, Type = "" };
            receivers.Add(receiver with { Fault = StreamFaults.Move(faults, all) });
            if (receiver.Type.Length > 0)
            {
                await CheckAsync(receiver, cursor with { Faults = all }, cancellationToken);
            }
        }

        fields.WarnOfMisspelt();
        return receivers.ToImmutable();
    }

    private static ReceiverDefinition BindReceiver(string name, JsonFields fields)
    {
        var settings = fields.Find("Settings");
        _ = settings?.AsEntries();
        var events = fields.Find("Events");
        var receiver = new ReceiverDefinition
        {
            Name = name,
            Type = fields.RequiredText("Type") ?? "",
            Events = BindEvents(events) ?? DefaultEvents,
            Streams = BindStreams(fields.Find("Streams")),
            Settings = settings is { Node: JsonTable table } ? PluginSettingsBinder.Flatten(table) : NoSettings,
        };
        fields.WarnOfMisspelt();
        if (!receiver.Streams.IsEmpty && receiver.Events.Contains(NotificationEventNames.WorkerLost))
        {
            events?.Warn($"{NotificationEventNames.WorkerLost} concerns no stream: a receiver with Streams does not get it");
        }

        return receiver;
    }

    private static ImmutableHashSet<string>? BindEvents(JsonCursor? field)
    {
        if (field?.AsList() is not { } items)
        {
            return null;
        }

        var events = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.AsText(NotificationEventNames.All) is not { } name)
            {
                continue;
            }

            if (!NotificationEventNames.All.Contains(name))
            {
                item.Error(
                    $"unknown event \"{name}\"{DidYouMean(name, NotificationEventNames.All)}; events are "
                    + string.Join(", ", NotificationEventNames.All));
            }

            events.Add(name);
        }

        if (items.IsEmpty)
        {
            field.Warn("the list of events is empty: the receiver gets nothing");
        }

        return events.ToImmutable();
    }

    private static ImmutableArray<string> BindStreams(JsonCursor? field)
    {
        var streams = ImmutableArray.CreateBuilder<string>();
        foreach (var item in field?.AsList() ?? [])
        {
            if (item.AsRequiredText() is not { } text)
            {
                continue;
            }

            var name = Machine.ExpandIfAllKnown(text).TrimEnd('/');
            if (StreamName.FindFault(name) is { } fault)
            {
                item.Error($"\"{text}\" {fault}; write the name of a stream, or of a directory of streams such as base");
            }

            streams.Add(name);
        }

        return streams.ToImmutable();
    }

    /// <summary>
    /// Reports what the notifier says about the settings; for that, its plugin is loaded. These faults are not kept: secrets, and with them
    /// the settings, can change without the configuration.
    /// </summary>
    private async Task CheckAsync(ReceiverDefinition receiver, JsonCursor cursor, CancellationToken cancellationToken)
    {
        var type = Member(cursor, "Type") ?? cursor;
        if (!plugins.Notifiers.ContainsKey(receiver.Type) && NearestName.Find(receiver.Type, plugins.Notifiers.Keys) is { } probable)
        {
            type.StreamError($"unknown receiver type \"{receiver.Type}\"; did you mean \"{probable}\"?");
            return;
        }

        var settings = Member(cursor, "Settings");

        var opened = await ReceiverOpening.OpenAsync(receiver, plugins, secrets, cancellationToken);
        if (opened.Receiver is not null)
        {
            await opened.Receiver.DisposeAsync();
        }

        foreach (var fault in opened.Faults)
        {
            Locate(fault).StreamError(fault.ToString());
        }

        // The configuration can be right for a machine that has the secrets.
        foreach (var fault in opened.MissingSecrets.Concat(opened.ReadableFiles))
        {
            Locate(fault).Warn(fault.ToString());
        }

        WarnOfUnknown(settings, opened);

        JsonCursor Locate(SettingFault fault) =>
            Member(settings, fault.Setting.Split(ConfigurationPath.KeyDelimiter)[0])
            ?? (fault.Setting.Length == 0 ? type : settings ?? cursor);
    }

    private static void WarnOfUnknown(JsonCursor? settings, OpenedReceiver opened)
    {
        if (opened is not { DeclaresSettings: true, KnownSettings: { } known })
        {
            return;
        }

        foreach (var member in (settings?.Node as JsonTable)?.Members ?? [])
        {
            if (!known.ContainsKey(member.Name))
            {
                settings!.Member(member).Warn(
                    $"unknown setting \"{member.Name}\"{DidYouMean(member.Name, known.Keys)}; known settings: "
                    + string.Join(", ", known.Keys.Order(StringComparer.Ordinal)));
            }
        }
    }

    // Without a second report of faults of the field.
    private static JsonCursor? Member(JsonCursor? table, string name) =>
        (table?.Node as JsonTable)?.Members
            .FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? table!.Member(found)
            : null;

    private static string DidYouMean(string name, IEnumerable<string> known) =>
        NearestName.Find(name, known) is { } probable ? $"; did you mean \"{probable}\"?" : "";

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaximumNameLength && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
