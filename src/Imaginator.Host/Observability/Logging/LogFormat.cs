namespace Imaginator.Host.Observability.Logging;

/// <summary>What the lines of a log file look like.</summary>
internal enum LogFormat
{
    /// <summary>For people: time, level, message, and the fields that the message does not show as <c>Name=value</c>.</summary>
    Text,

    /// <summary>For programs: one JSON object a line, in the compact format of Serilog.</summary>
    Json,
}
