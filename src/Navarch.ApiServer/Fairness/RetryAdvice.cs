namespace Navarch.ApiServer.Fairness;

/// <summary>After how many seconds a refused client is told to come back: the longer a level refuses without a pause, the later. Pure.</summary>
internal struct RetryAdvice
{
    private const int Longest = 32;
    private int seconds;
    private TimeSpan until;

    /// <summary>The seconds for a request that is refused now.</summary>
    public int Next(TimeSpan now)
    {
        if (seconds == 0 || now >= until + TimeSpan.FromSeconds(seconds))
        {
            // None was refused for as long as the last ones were sent away.
            seconds = 1;
        }
        else if (now >= until)
        {
            seconds = Math.Min(Longest, seconds * 2);
        }
        else
        {
            return seconds;
        }

        until = now + TimeSpan.FromSeconds(seconds);
        return seconds;
    }
}
