using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Imaginator.Host.Observability.Logging;

/// <summary>Formats an event as a line of text.</summary>
/// <remarks>
/// <code>2026-11-23 19:30:00 INF ImageBuilder: Build of base/debian started for ann  Build=17</code>
/// Time in the machine's zone, level, last part of the category, message, and the fields that the message does not contain.
/// Further lines of the message, and an exception, follow indented.
/// </remarks>
internal static class LogLine
{
    /// <summary>The limit of an event's text in characters, without its exception.</summary>
    public const int MaximumLength = 64 * 1024;

    // Further lines are indented, so that they cannot pass for entries.
    private const string NextLine = "\n    ";

    // The line begins with the category; ids of events and connections are for programs (JSON).
    private static readonly HashSet<string> ShownElsewhere =
        new(StringComparer.Ordinal) { Constants.SourceContextPropertyName, "EventId", "ConnectionId" };

    /// <summary>The time at the beginning of a line.</summary>
    public static string Time(DateTimeOffset time, bool subseconds) => time.ToString(
        subseconds ? "yyyy-MM-dd HH:mm:ss.ffffff" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>All of a masked event except its time: one or several lines.</summary>
    public static string Of(LogEvent logEvent)
    {
        var line = new StringBuilder(Level(logEvent.Level)).Append(' ');
        if (logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string source })
        {
            line.Append(source.AsSpan(source.LastIndexOf('.') + 1)).Append(": ");
        }

        line.Append(Message(logEvent));
        var shown = logEvent.MessageTemplate.Tokens.OfType<PropertyToken>().Select(token => token.PropertyName).ToHashSet();
        var separator = "  ";
        foreach (var (name, value) in logEvent.Properties)
        {
            if (!shown.Contains(name) && !ShownElsewhere.Contains(name))
            {
                line.Append(separator).Append(name).Append('=').Append(Field(value));
                separator = " ";
            }
        }

        var text = LogEscaping.Escape(
            line.Length > MaximumLength ? $"{line.ToString(0, MaximumLength)}…" : line.ToString(), NextLine);
        return logEvent.Exception is { } exception ? text + Indented(exception.ToString()) : text;
    }

    // Texts without quotes, and invariant numbers.
    private static string Message(LogEvent logEvent)
    {
        var message = new StringBuilder();
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property
                && logEvent.Properties.GetValueOrDefault(property.PropertyName) is ScalarValue { Value: string text })
            {
                message.Append(text);
            }
            else
            {
                using var writer = new StringWriter(message, CultureInfo.InvariantCulture);
                token.Render(logEvent.Properties, writer, CultureInfo.InvariantCulture);
            }
        }

        return message.ToString();
    }

    private static string Field(LogEventPropertyValue value)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        value.Render(writer, formatProvider: CultureInfo.InvariantCulture);
        return writer.ToString();
    }

    private static string Indented(string text) =>
        string.Concat(text.Split('\n').Select(line => NextLine + LogEscaping.Escape(line.TrimEnd('\r'))));

    private static string Level(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "TRC",
        LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        _ => "FTL",
    };
}
