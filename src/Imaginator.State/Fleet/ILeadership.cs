namespace Imaginator.State.Fleet;

/// <summary>Elects one leader of a site.</summary>
public interface ILeadership
{
    /// <summary>
    /// Waits until this process leads, runs the work, and waits again when the work or the leadership has ended. Returns when
    /// <paramref name="cancellationToken"/> is cancelled. Other failures of the work than <see cref="StateException"/> end the candidacy.
    /// </summary>
    /// <param name="work">
    /// The work of a leader. Its token is cancelled as soon as this process cannot be sure that it leads; its writes carry the term.
    /// </param>
    /// <param name="cancellationToken">Ends the candidacy.</param>
    Task RunAsync(Func<Term, CancellationToken, Task> work, CancellationToken cancellationToken);
}
