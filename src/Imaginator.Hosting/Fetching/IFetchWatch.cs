using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching;

/// <summary>Watches the behaviour of a plugin whose fetches run in fetchers. Thread-safe.</summary>
internal interface IFetchWatch
{
    /// <summary>Receives the log messages of the plugin.</summary>
    ILoggerFactory Log { get; }

    /// <summary>Throws if the plugin is disabled.</summary>
    /// <param name="call">The method to call.</param>
    void Admit(string call);

    /// <summary>Starts the deadline of a fetch. The caller disposes of it.</summary>
    CancellationTokenSource StartDeadline();

    /// <summary>The exception for a fetch that its deadline ended.</summary>
    /// <param name="call">The method that was called.</param>
    /// <param name="exception">The cancellation.</param>
    Exception ExplainLate(string call, Exception exception);

    /// <summary>A fetch did not end after its cancellation, and its fetcher was killed.</summary>
    /// <param name="call">The method that was called.</param>
    void GiveUp(string call);

    /// <summary>The exception with the name of the plugin in front of the message; null to leave it as it is.</summary>
    /// <param name="call">The method that was called.</param>
    /// <param name="exception">The exception.</param>
    Exception? Explain(string call, Exception exception);
}
