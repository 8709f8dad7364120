using Serilog.Events;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// Log events with masked secrets. Values are masked one by one before formatting, because quotes and JSON escapes change the
/// text of a secret.
/// </summary>
internal static class MaskedEvent
{
    /// <summary>A copy of an event with all texts masked.</summary>
    public static LogEvent Of(LogEvent logEvent, Func<string, string> mask) => new(
        logEvent.Timestamp,
        logEvent.Level,
        logEvent.Exception is { } exception ? new MaskedException(mask(exception.ToString())) : null,
        logEvent.MessageTemplate,
        logEvent.Properties.Select(property => new LogEventProperty(property.Key, Masked(property.Value, mask))));

    private static LogEventPropertyValue Masked(LogEventPropertyValue value, Func<string, string> mask) => value switch
    {
        ScalarValue { Value: null } => value,
        ScalarValue { Value: string text } => new ScalarValue(mask(text)),
        ScalarValue { Value: ValueType number } when number.GetType().IsPrimitive => value,
        ScalarValue { Value: DateTime or DateTimeOffset or TimeSpan or Guid or Enum } => value,
        ScalarValue { Value: var other } => new ScalarValue(mask(other.ToString() ?? "")),
        SequenceValue sequence => new SequenceValue(sequence.Elements.Select(element => Masked(element, mask))),
        StructureValue structure => new StructureValue(
            structure.Properties.Select(member => new LogEventProperty(member.Name, Masked(member.Value, mask))),
            structure.TypeTag),
        DictionaryValue dictionary => new DictionaryValue(dictionary.Elements.Select(
            pair => KeyValuePair.Create((ScalarValue)Masked(pair.Key, mask), Masked(pair.Value, mask)))),
        _ => new ScalarValue(mask(value.ToString())),
    };

    /// <summary>Carries the masked text of an exception.</summary>
    private sealed class MaskedException(string text) : Exception
    {
        public override string ToString() => text;
    }
}
