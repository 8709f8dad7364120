using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Console.Streams.Lists;

/// <summary>The names of the states and orders of streams for people.</summary>
internal static class StreamTexts
{
    public static string Of(StreamState state) => state switch
    {
        StreamState.Failing => "failing",
        StreamState.Running => "running",
        StreamState.Never => "never built",
        StreamState.Automatic => "rebuilt automatically",
        StreamState.Bootstrap => "bootstrap streams",
        StreamState.Pattern => "streams of patterns",
        _ => "all",
    };

    public static string Of(StreamSort sort) => sort switch
    {
        StreamSort.Result => "result",
        StreamSort.Built => "last build",
        _ => "name",
    };
}
