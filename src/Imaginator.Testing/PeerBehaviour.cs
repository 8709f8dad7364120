namespace Imaginator.Testing;

/// <summary>The behaviours of receivers in the notifier suite.</summary>
public enum PeerBehaviour
{
    /// <summary>It accepts them.</summary>
    Accepts,

    /// <summary>It refuses them, and answers with everything that it got, also secrets.</summary>
    Refuses,

    /// <summary>It accepts connections, and never answers.</summary>
    NeverAnswers,

    /// <summary>Its answer never ends.</summary>
    AnswersEndlessly,
}
