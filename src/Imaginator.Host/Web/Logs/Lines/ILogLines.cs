namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Receives the lines of a log in their order.</summary>
internal interface ILogLines
{
    /// <summary>Receives a line. Returns false to receive no more.</summary>
    bool Add(in BuildLogLine line);
}
