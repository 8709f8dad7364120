using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>
/// Checks that the streams and directories of receivers of notifications exist. An unknown one is a warning because it can be added later.
/// </summary>
internal static class NotificationStreamsCheck
{
    /// <param name="field">The field <c>Notifications</c>, whose own faults are reported already; null for none.</param>
    /// <param name="faults">Gets the warnings.</param>
    public static void Check(ImaginatorConfiguration configuration, JsonCursor? field, FaultList faults)
    {
        // The names of a pattern's streams are not known: they can be in any directory.
        if (configuration.Main.Notifications.Receivers.All(receiver => receiver.Streams.IsEmpty)
            || !configuration.ImageStreams.Patterns.IsEmpty)
        {
            return;
        }

        ImmutableArray<string> names =
        [
            .. configuration.Main.BootstrapStreams.Keys, .. configuration.ImageStreams.Streams.Select(stream => stream.Name),
        ];
        var entries = field is null
            ? null
            : (field with { Faults = new FaultList() }).AsFields()?.Find("Receivers")?.AsEntries();
        foreach (var (name, entry) in entries ?? [])
        {
            // Other faults are reported already.
            var receiver = configuration.Main.Notifications.Receivers
                .FirstOrDefault(candidate => candidate.Name == name && candidate.Fault is null);
            var items = entry.AsFields()?.Find("Streams")?.AsList() ?? [];
            foreach (var (item, stream) in items.Zip(receiver?.Streams ?? []))
            {
                if (!names.Any(candidate => candidate == stream || candidate.StartsWith(stream + "/", StringComparison.Ordinal)))
                {
                    (item with { Faults = faults, Subject = $"receiver \"{name}\": " }).Warn($"unknown stream or directory \"{stream}\"");
                }
            }
        }
    }
}
